/** Where something is: metres and a unit quaternion. */
export interface PoseReading {
  /** Nanoseconds; 0 where the sender set none. */
  readonly stampNs: bigint;
  readonly position: { readonly x: number; readonly y: number; readonly z: number };
  readonly orientation: {
    readonly x: number;
    readonly y: number;
    readonly z: number;
    readonly w: number;
  };
}
