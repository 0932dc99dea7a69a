import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A raw MQTT 3.1.1 client that has subscribed to `#` and never reads again. The caller destroys it. */
export async function deafSubscriber(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(Buffer.from("100f00044d5154540402003c0003646561", "hex").fill(0x0f, 1, 2));
  socket.write(Buffer.from([0x82, 6, 0, 1, 0, 1, 0x23, 0]));
  socket.pause();
  await sleep(100);
  return socket;
}
