import type { MessageInitShape } from "@bufbuild/protobuf";
import { Head_Origin, type Head, type HeadSchema } from "./generated/saccade/v1/features_pb.ts";

/** What one head says of one frame. `proto/saccade/v1/features.proto` */
export interface HeadOutput {
  readonly name: string;
  /** In the label's unit; of classes the most probable one's label. */
  readonly value: number;
  /** One standard deviation of the value; absent for classes. */
  readonly stddev?: number | undefined;
  /** The classes by label, ascending, with their probabilities; absent for values. */
  readonly classes?:
    readonly { readonly label: number; readonly probability: number }[] | undefined;
  /** How it came to fit the model; `stale` must not be acted on. */
  readonly origin: "exact" | "carried" | "refitted" | "stale";
}

/** Most heads of a message, and most classes of a head, that are looked at. */
const most = { heads: 64, classes: 64 } as const;

const origins = {
  exact: Head_Origin.EXACT,
  carried: Head_Origin.CARRIED,
  refitted: Head_Origin.REFITTED,
  stale: Head_Origin.STALE,
} as const;

/** The protobuf form. */
export function headToProto(head: HeadOutput): MessageInitShape<typeof HeadSchema> {
  const { name, value, stddev, classes = [], origin } = head;
  return {
    name,
    value,
    ...(stddev !== undefined && { stddev }),
    classes: classes.map(({ label }) => label),
    probabilities: classes.map(({ probability }) => probability),
    origin: origins[origin],
  };
}

/** What is wrong with heads that came in, or undefined. */
export function headsProblem(heads: readonly Head[]): string | undefined {
  if (heads.length > most.heads) return `${heads.length} heads, at most ${most.heads}`;
  for (const { name, value, stddev = 0, classes, probabilities } of heads) {
    if (classes.length !== probabilities.length || classes.length > most.classes) {
      return `head ${name} has ${classes.length} classes and ${probabilities.length} probabilities`;
    }
    const numbers = [value, stddev, ...classes, ...probabilities];
    if (!numbers.every(Number.isFinite)) return `head ${name} holds NaN or infinity`;
  }
  return undefined;
}

/** A head that `headsProblem` found sound. An origin that is not known, of a later version, is stale. */
export function headFromProto(head: Head): HeadOutput {
  const { name, value, stddev, classes, probabilities } = head;
  const known = Object.entries(origins).find(([, number]) => number === head.origin);
  return {
    name,
    value,
    ...(stddev !== undefined && { stddev }),
    ...(classes.length > 0 && {
      classes: classes.map((label, i) => ({ label, probability: probabilities[i]! })),
    }),
    origin: (known?.[0] as keyof typeof origins | undefined) ?? "stale",
  };
}
