/** One topic of a container file. */
export interface ContainerTopic {
  readonly name: string;
  /** The schema's name as the file has it: `sensor_msgs/msg/Image`, `foxglove.PointCloud`. */
  readonly schema: string;
  /** How messages are serialised: `ros1`, `cdr`, `protobuf`, `json`, … */
  readonly serialization: string;
}

/** Where a message lies: numbers that mean something to its source only. */
interface MessagePlace {
  readonly block: number;
  readonly offset: number;
}

/** One message met while scanning. */
export interface ScannedMessage extends MessagePlace {
  /** Index into `topics`. */
  readonly topic: number;
  /** When it was recorded. */
  readonly stampNs: bigint;
  /** Its bytes, where they were asked for; borrowed until the visit ends. */
  readonly payload: Uint8Array | undefined;
}

export interface ScanOptions {
  /** Called once a topic, when it is first met: whether its messages' bytes are wanted. */
  wantsPayload(topic: ContainerTopic): boolean;
  visit(message: ScannedMessage): void;
  /** Reads every byte and compares every checksum, also where an index would do. */
  readonly isThorough: boolean;
}

/**
 * One file that holds many messages, read synchronously: it runs in a thread of its own.
 *
 * Nothing in the file is trusted: a length is compared with the file before memory is taken for it.
 */
export interface ContainerSource {
  /** Every topic, by the number that messages refer to; complete once scanned. */
  readonly topics: readonly ContainerTopic[];
  /**
   * Visits every whole message of the file, by its index where it has a whole one and no bytes are
   * wanted, so that opening a large file does not read it.
   *
   * @returns what is damaged, one sentence each
   */
  scan(options: ScanOptions): readonly string[];
  /** The bytes of a message that was scanned, owned by the caller; a sentence when they are damaged. */
  fetch(place: MessagePlace): Uint8Array | string;
  close(): void;
}
