// The short orders of what `deno task orders` tries in full.
import { assertEquals } from "@std/assert";
import { explore, replay, useFakeTime } from "./orders/explore.ts";
import { FORMS, nameOf, TASKS } from "./orders/settings.ts";

/** How many steps an order has at most. */
const LONGEST = 4;

for (const form of Object.keys(FORMS)) {
  Deno.test(`each short order of the form "${form}" keeps the promises`, async () => {
    using _ = useFakeTime();
    const broken: string[] = [];
    let orders = 0;

    for (const task of TASKS.filter((task) => task.form === form)) {
      const found = await explore(form, FORMS[form]!, task.setting, LONGEST);
      orders += found.orders;
      for (const { id, promise, words } of found.failures) {
        broken.push(`${id}: ${promise}\n  ${words.join("\n  ")}`);
      }
    }

    assertEquals(broken.join("\n\n"), "");
    assertEquals(orders > 400, true, `there are only ${orders} orders`);
  });
}

Deno.test("an order is the same when it is tried again", async () => {
  using _ = useFakeTime();
  const task = TASKS.find((task) => nameOf(task) === "function/abort")!;

  const first = await replay(FORMS.function!, task.setting, "0.0.0.0.1.0.0.3");
  const again = await replay(FORMS.function!, task.setting, "0.0.0.0.1.0.0.3");

  assertEquals(again, first);
  assertEquals(first.words.length > 5, true);
});
