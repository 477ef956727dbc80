// Jest's defaults: CommonJS, globals that are not the ones of Node.js.
const { retry, setTesting, transientHttp } = require("@stamina/retry");

beforeAll(() => void setTesting(true, { attempts: 3 }));
afterAll(() => void setTesting(false));

test("retries", async () => {
  const load = jest.fn()
    .mockRejectedValueOnce(new TypeError("not yet"))
    .mockResolvedValue("loaded");

  await expect(retry({ on: TypeError })(load)()).resolves.toBe("loaded");
  expect(load).toHaveBeenCalledTimes(2);
});

test("gives up with the last error", async () => {
  const load = jest.fn().mockRejectedValue(new TypeError("never"));

  await expect(retry({ on: TypeError })(load)()).rejects.toThrow("never");
  expect(load).toHaveBeenCalledTimes(3);
  expect(transientHttp).toBeInstanceOf(Function);
});
