import {
  pageProtocol,
  type PageMessage,
  type PageRequest,
  type PictureHeader,
} from "../src/window/wire.ts";
import { keepToken, takeToken } from "./token.ts";

/** Who is told what comes. */
export interface LinkListener {
  message(message: PageMessage): void;
  picture(header: PictureHeader, image: ImageBitmap): void;
  status(status: LinkStatus): void;
}

/** `closed`: the run does not answer; asked again until it does. `refused`: it wants a token. */
export type LinkStatus = "connecting" | "open" | "closed" | "refused";

export interface Link {
  say(request: PageRequest): void;
  /** Tries again with a token. */
  useToken(token: string): void;
}

const firstWaitMs = 400;
const longestWaitMs = 4000;

/** Connects to the run that served this page, again and again. */
export function openLink(listener: LinkListener): Link {
  let token = takeToken();
  let socket: WebSocket | undefined;
  let waitMs = firstWaitMs;

  const connect = (): void => {
    listener.status("connecting");
    const url = new URL("live", location.href.replace(/^http/, "ws"));
    if (token !== undefined) url.searchParams.set("token", token);
    const own = new WebSocket(url, pageProtocol);
    own.binaryType = "arraybuffer";
    socket = own;
    own.onopen = () => {
      waitMs = firstWaitMs;
      listener.status("open");
      if (document.hidden) own.send("pause");
    };
    own.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") listener.message(JSON.parse(data) as PageMessage);
      else void showPicture(data, listener);
    };
    own.onclose = () => {
      void isRefused(token).then((refused) => {
        listener.status(refused ? "refused" : "closed");
        if (!refused) setTimeout(connect, waitMs);
        waitMs = Math.min(longestWaitMs, 1.6 * waitMs);
      });
    };
  };
  connect();
  return {
    say: (request) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(request);
    },
    useToken: (given) => {
      token = given;
      keepToken(given);
      connect();
    },
  };
}

/** A WebSocket is not told why it was refused. */
async function isRefused(token: string | undefined): Promise<boolean> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return fetch("metrics", { method: "HEAD", headers }).then(
    ({ status }) => status === 401,
    () => false,
  );
}

async function showPicture(message: ArrayBuffer, listener: LinkListener): Promise<void> {
  const headerBytes = new DataView(message).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(message, 4, headerBytes));
  const image = new Blob([new Uint8Array(message, 4 + headerBytes)], { type: "image/webp" });
  listener.picture(JSON.parse(text) as PictureHeader, await createImageBitmap(image));
}
