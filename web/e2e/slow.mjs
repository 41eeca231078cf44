import { connect, createServer } from "node:net";

/**
 * A slow line to one server: so many octets a second down and up over all connections together, and half the delay
 * each way, handshakes and the worker's requests included, which Chromium's own throttling leaves out. Counts what
 * came down, headers included.
 */
export async function slowLine(target, { octetsPerSecond, delayMillis }) {
  const line = { down: 0, free: { down: 0, up: 0 } };
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
    // a handshake is a way there and back
    setTimeout(() => {
      const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
      for (const socket of [near, far]) socket.on("error", () => socket.destroy());
      pass(near, far, "up");
      pass(far, near, "down");
      near.resume();
    }, delayMillis);
  });

  function pass(from, to, way) {
    from.on("data", (octets) => {
      if (way === "down") line.down += octets.length;
      const now = performance.now();
      const start = Math.max(now, line.free[way]);
      line.free[way] = start + (octets.length / octetsPerSecond) * 1000;
      // the next chunk is taken when this one has gone, or all would lie in our memory
      from.pause();
      setTimeout(() => from.resume(), line.free[way] - now);
      setTimeout(() => to.destroyed || to.write(octets), line.free[way] - now + delayMillis / 2);
    });
    from.on("end", () => setTimeout(() => to.end(), Math.max(0, line.free[way] - performance.now()) + delayMillis / 2));
    from.on("close", () => setTimeout(() => to.destroy(), 2000));
  }

  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    site: `http://127.0.0.1:${server.address().port}`,
    down: () => line.down,
    close: () => server.close(),
  };
}
