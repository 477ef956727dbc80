import { connect, createServer, type Server, type Socket } from "node:net";
import type { Seeded } from "./seeded.ts";

/** What it does to a request, and how often. */
const FAULTS = [
  [50, "none"],
  [8, "stall"],
  [6, "reset"],
  [6, "late reset"],
  [5, "close"],
  [6, "reset in body"],
  [6, "cut body"],
  [7, "slow body"],
  [4, "status 500"],
  [3, "status 502"],
  [3, "status 503, Retry-After: 1"],
  [3, "status 429, Retry-After: 0"],
  [1, "status 503, Retry-After: 3600"],
] as const;

type Fault = (typeof FAULTS)[number][1];

const STATUS = /^status (\d+)(?:, (.+))?$/;
// It is down for that long, that often.
const REFUSING = 200;
const LISTENING = 4_000;
const SLOW_STEP = 40;
// An attempt that takes its time and then fails is one that a clock must tell of.
const LATE = 300;

/** Stands between clients and the service, and lets requests fail below HTTP. */
export class Proxy implements AsyncDisposable {
  /** How often it has done what. */
  readonly faults: Partial<Record<Fault | "refuse", number>> = {};
  readonly #servicePort: number;
  readonly #random: Seeded;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  /** The connections that wait for an answer. */
  readonly #busy = new Set<Socket>();
  #port = 0;
  #listening: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(servicePort: number, random: Seeded) {
    this.#servicePort = servicePort;
    this.#random = random;
    this.#server = createServer((client) => this.#serve(client));
  }

  /** How many requests are under way. */
  get busy(): number {
    return this.#busy.size;
  }

  /** How many requests it has not served well. */
  get spoiled(): number {
    const { none: _, refuse: __, ...faults } = this.faults;
    return Object.values(faults).reduce((sum, times) => sum + times, 0);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    await this.#listen();
    this.#timer = setInterval(() => {
      this.#count("refuse");
      this.#server.close();
      this.#listening = pause(REFUSING).then(() => this.#listen());
    }, LISTENING);
  }

  /** Refuses no more: all is to come to its end. */
  calm(): void {
    clearInterval(this.#timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.calm();
    await this.#listening;
    for (const client of this.#clients) client.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.#port, "127.0.0.1", () => {
        this.#port = (this.#server.address() as { port: number }).port;
        resolve();
      });
    });
  }

  #serve(client: Socket): void {
    this.#clients.add(client);
    client.on("error", () => {});
    client.on("close", () => {
      this.#clients.delete(client);
      this.#busy.delete(client);
    });
    let request = "";
    client.on("data", (data) => {
      request += data;
      if (!request.endsWith("\r\n\r\n")) return;
      this.#busy.add(client);
      this.#answer(client, request);
      request = "";
    });
  }

  #answer(client: Socket, request: string): void {
    const fault = this.#random.pick<Fault>(FAULTS);
    this.#count(fault);
    const [, status, header] = STATUS.exec(fault) ?? [];
    if (status) {
      const extra = header ? `${header}\r\n` : "";
      client.write(
        `HTTP/1.1 ${status} No\r\n${extra}content-length: 3\r\n\r\nNo.`,
      );
      this.#busy.delete(client);
    } else if (fault === "reset") client.resetAndDestroy();
    else if (fault === "late reset") {
      void pause(LATE).then(() => client.resetAndDestroy());
    } else if (fault === "close") client.end();
    // Nothing comes until the client has had enough.
    else if (fault !== "stall") this.#forward(client, request, fault);
  }

  #forward(client: Socket, request: string, fault: Fault): void {
    const service = connect(this.#servicePort, "127.0.0.1");
    service.on("error", () => client.destroy());
    const stop = () => service.destroy();
    client.on("close", stop);
    service.on("close", () => client.off("close", stop));
    service.write(request);
    let answer = "";
    service.on("data", (data) => answer += data);
    service.on("end", () => {
      const half = answer.slice(0, answer.length / 2);
      if (fault === "none") this.#finish(client, answer);
      else if (fault === "slow body") void this.#drip(client, answer);
      else if (fault === "cut body") client.end(half);
      else client.write(half, () => client.resetAndDestroy());
    });
  }

  async #drip(client: Socket, answer: string): Promise<void> {
    const step = Math.ceil(answer.length / 10);
    for (let at = 0; at < answer.length && !client.destroyed; at += step) {
      client.write(answer.slice(at, at + step));
      await pause(SLOW_STEP);
    }
    this.#finish(client, "");
  }

  #finish(client: Socket, rest: string): void {
    if (!client.destroyed) client.write(rest);
    this.#busy.delete(client);
  }

  #count(fault: Fault | "refuse"): void {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
