import { z } from "zod";
import { endpointUrl } from "./endpoint-url.ts";

/** Where commands to the running pipeline come from. */
export const commandConfig = z.strictObject({ from: endpointUrl });
