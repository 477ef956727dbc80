// Scripts of all that can happen to a call are played, and what is to be seen of it
// is compared with what a small model of the promises predicts.
import { predictFunction } from "./properties/function_model.ts";
import { observeFunction } from "./properties/functions.ts";
import { predictGenerator } from "./properties/generator_model.ts";
import { observeGenerator } from "./properties/generators.ts";
import { holdInvariants } from "./properties/invariants.ts";
import { predictLoop } from "./properties/loop_model.ts";
import { observeLoop } from "./properties/loops.ts";
import { check } from "./properties/property.ts";
import {
  brokenClockScripts,
  functionScripts,
  generatorScripts,
  loopScripts,
} from "./properties/scripts.ts";

Deno.test("calls of functions do what the model predicts", async () => {
  await check(0.5, functionScripts, observeFunction, predictFunction);
});

Deno.test("calls of functions keep their bounds whatever the clock says", async () => {
  await check(0.1, brokenClockScripts, observeFunction, holdInvariants);
});

Deno.test("for await loops do what the model predicts", async () => {
  await check(0.2, loopScripts, observeLoop, predictLoop);
});

Deno.test("async generators do what the model predicts", async () => {
  await check(0.2, generatorScripts, observeGenerator, predictGenerator);
});
