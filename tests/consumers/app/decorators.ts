import { retry } from "@stamina/retry";

class Client {
  calls = 0;

  @retry({ on: TypeError, waitInitial: 1, waitJitter: 0 })
  async load(id: string): Promise<string> {
    if (++this.calls < 3) throw new TypeError("not yet");
    return await Promise.resolve(`${id} after ${this.calls} calls`);
  }

  @retry({ on: TypeError, waitInitial: 1, waitJitter: 0 })
  static async *items(): AsyncGenerator<string> {
    yield await Promise.resolve("item");
  }
}

const loaded: string = await new Client().load("loaded");
for await (const item of Client.items()) console.log(loaded, item);
