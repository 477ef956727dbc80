import { retryContext, setOnRetryHooks, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

const loadButton = find("load");
const stopButton = find("stop");
const log = find("log");
const result = find("result");

setOnRetryHooks([({ causedBy, waitFor }) => {
  const line = document.createElement("li");
  line.textContent = `${causedBy}; again in ${Math.round(waitFor)} ms`;
  log.append(line);
}]);

loadButton.onclick = async () => {
  const controller = new AbortController();
  stopButton.onclick = () => controller.abort("Stopped");
  loadButton.disabled = true;
  stopButton.disabled = false;
  log.replaceChildren();
  result.value = "Loading …";
  try {
    result.value = await retryContext(
      { on: transientHttp, signal: controller.signal },
      ({ signal }) => getText("/flaky", signal),
    );
  } catch (error) {
    result.value = String(error);
  } finally {
    loadButton.disabled = false;
    stopButton.disabled = true;
  }
};

function find(id) {
  return document.getElementById(id);
}
