import { z } from "zod";

/** `mqtt://host:1883`, `tcp://host:5556`, `inproc://name`; the transport knows the schemes. */
export const endpointUrl = z
  .string()
  .max(2048)
  .refine((url) => /^[a-z][a-z0-9+]*:\/\/[^\s/]/.test(url) || /^ipc:\/\/\S/.test(url), {
    error: (issue) =>
      `expected an address such as mqtt://127.0.0.1:1883 or tcp://127.0.0.1:5556, received '${String(issue.input)}'`,
  });
