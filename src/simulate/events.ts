import { box, placeParts, type Part } from "./cast/solid.ts";
import type { Pose } from "./truth.ts";

/** Something out of the ordinary, for rehearsals: `thrown` past the camera, or the lens `covered`. */
export interface WorldEvent {
  readonly kind: "covered" | "thrown";
  /** From tick 0. */
  readonly atS: number;
  readonly forS: number;
}

/** A crate that flies across ahead of the robot, from its left to its right, at the height of its eyes. */
interface ThrownObject {
  readonly parts: readonly Part[];
  /** Moves it to where it is at `timeS`; out of the world when it does not fly. */
  place(pose: Pose, timeS: number): void;
}

const sideM = 0.8;
const path = { fromM: { forward: 1.8, left: 0.9 }, toM: { forward: 1, left: -1 } };
/** Farther than any sensor sees. */
const nowhereM = 1e7;

export function createThrownObject(events: readonly WorldEvent[], eyeM: number): ThrownObject {
  const look = {
    material: "crate",
    colour: [0.75, 0.2, 0.1],
    accent: [0.9, 0.85, 0.3],
    seed: 1,
  } as const;
  const bottomM = Math.max(0, eyeM - sideM / 2);
  const size = { lengthM: sideM, widthM: sideM, bottomM, topM: bottomM + sideM };
  const parts = [{ forwardM: 0, solid: box(look, size) }];
  return {
    parts,
    place: ({ xM, yM, yawRad }, timeS) => {
      const event = during(events, "thrown", timeS);
      if (!event) {
        placeParts(parts, nowhereM, nowhereM, 0);
        return;
      }
      const part = (timeS - event.atS) / event.forS;
      const at = (axis: "forward" | "left"): number =>
        path.fromM[axis] + part * (path.toM[axis] - path.fromM[axis]);
      const [cos, sin] = [Math.cos(yawRad), Math.sin(yawRad)];
      const x = xM + at("forward") * cos - at("left") * sin;
      const y = yM + at("forward") * sin + at("left") * cos;
      placeParts(parts, x, y, yawRad + 3 * part);
    },
  };
}

/** What a camera sees through a hand on its lens: nearly black, with some noise. Changes `rgb`. */
export function coverLens(rgb: Uint8Array, events: readonly WorldEvent[], timeS: number): void {
  if (!during(events, "covered", timeS)) return;
  for (let i = 0; i < rgb.length; i++) rgb[i] = 6 + (rgb[i]! & 3);
}

function during(
  events: readonly WorldEvent[],
  kind: WorldEvent["kind"],
  timeS: number,
): WorldEvent | undefined {
  return events.find((e) => e.kind === kind && timeS >= e.atS && timeS < e.atS + e.forS);
}
