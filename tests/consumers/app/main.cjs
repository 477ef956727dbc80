const { retry } = require("@stamina/retry");

let calls = 0;
const load = retry({ on: TypeError, waitInitial: 1, waitJitter: 0 })(() => {
  if (++calls < 3) throw new TypeError("not yet");
  return `loaded after ${calls} calls`;
});

load().then(console.log);
