// A way to the simulator for one process, which counts what that process sends on it.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface CountedWay {
  /** For the process, instead of the simulator's own. */
  readonly url: string;
  /** Bytes that came from it so far. */
  readonly bytes: number;
  close(): Promise<void>;
}

export async function openCountedWay(simulatorUrl: string): Promise<CountedWay> {
  const { hostname, port } = new URL(simulatorUrl);
  const sockets = new Set<Socket>();
  let bytes = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (chunk) => {
      bytes += chunk.length;
      far.write(chunk);
    });
    far.pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get bytes() {
      return bytes;
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
