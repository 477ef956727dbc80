// That CI runs all checks, and that nothing else runs where publishing is allowed.
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);
const read = (path: string) =>
  Deno.readTextFileSync(new URL(path, ROOT)).replaceAll("\r\n", "\n");
const ci = read(".github/workflows/ci.yml");
const publish = read(".github/workflows/publish.yml");
const everything = read(".ci/run");

/** The jobs of a workflow by their names, each as it is written. */
function jobsOf(workflow: string): Map<string, string> {
  const [, jobs = ""] = workflow.split("\njobs:\n");
  const parts = jobs.split(/^ {2}([\w-]+):\n/m).slice(1);
  return new Map(
    parts.flatMap((name, index) =>
      index % 2 === 0 ? [[name, parts[index + 1]!] as const] : []
    ),
  );
}

/** The tasks that a script runs. */
function tasksIn(script: string): string[] {
  return [...script.matchAll(/(?:\bdeno|deno@\S+) task (\w+)/g)]
    .map(([, task]) => task!);
}

Deno.test("each task of .ci/run runs in a job, too", () => {
  const tasks = new Set(tasksIn(everything));

  assert(tasks.size > 5);
  assertEquals([...tasks.difference(new Set(tasksIn(ci)))], []);
});

Deno.test("CI makes mutants of all of src", () => {
  const job = jobsOf(ci).get("mutants")!;
  const paths = new Set(job.match(/src\/[\w/.]+/g));
  const missing = [...Deno.readDirSync(new URL("src", ROOT))]
    .map(({ name }) => `src/${name}`)
    .filter((path) => !paths.has(path));

  assertEquals(missing, []);
});

Deno.test("each task is named in deno.json", () => {
  const known = Object.keys(JSON.parse(read("deno.json")).tasks);
  const named = [...tasksIn(everything), ...tasksIn(ci), ...tasksIn(publish)];

  assertEquals(named.filter((task) => !known.includes(task)), []);
});

Deno.test("all jobs but that of the newest Deno are required", () => {
  const jobs = jobsOf(ci);
  const [, list = ""] = jobs.get("all-green")!.split("    needs:\n");
  const required = [...list.split("    runs-on:")[0]!.matchAll(/- ([\w-]+)/g)]
    .map(([, job]) => job!);

  assertEquals(
    [...required, "all-green", "newest"].sort(),
    [...jobs.keys()].sort(),
  );
});

Deno.test("CI, publishing and .ci/run use the same version of Deno", () => {
  const [, version] = everything.match(/^deno_version=(.+)$/m)!;

  for (const workflow of [ci, publish]) {
    assertEquals(workflow.match(/DENO_VERSION: (.+)/)![1], version);
  }
});

Deno.test("jobs that may publish run nothing of this repository", () => {
  const jobs = [...jobsOf(publish)]
    .filter(([, job]) => job.includes("id-token: write"));

  assertEquals(jobs.map(([name]) => name), ["jsr", "npm"]);
  const commands = jobs.flatMap(([, job]) =>
    job.replaceAll(/#.*/g, "").match(/\b(?:deno|npm|npx|node) [\w-]+/g)
  );
  assertEquals([...new Set(commands)], [
    "deno publish",
    "npm view",
    "npm publish",
  ]);
  for (const [name, job] of jobs) {
    assert(job.includes("needs: [build, test]"), name);
  }
});

Deno.test("no workflow has permissions but those of its jobs", () => {
  for (const workflow of [ci, publish]) {
    assert(workflow.includes("\npermissions: {}\n"));
    for (const [name, job] of jobsOf(workflow)) {
      assert(job.includes("\n    permissions:"), name);
      assert(job.includes("    timeout-minutes:"), name);
      const checkouts = job.split("actions/checkout@").length - 1;
      const safe = job.split("persist-credentials: false").length - 1;
      assertEquals(safe, checkouts, name);
    }
  }
});

// The runner has GNU's.
const hasSed = Deno.build.os === "linux";

Deno.test({
  name: "in the README that JSR shows, links lead to the repository",
  ignore: !hasSed,
}, async () => {
  const [, expression] = publish.match(/sed -E -i "(.+)" README\.md/)!;
  const pages = "https://github.com/owner/name/blob/1.2.3";
  const readme = await Deno.makeTempFile();
  await Deno.writeTextFile(readme, read("README.md"));

  const { success } = await new Deno.Command("sed", {
    args: ["-E", "-i", expression!.replace("$pages", pages), readme],
  }).output();
  const text = await Deno.readTextFile(readme);
  await Deno.remove(readme);

  assert(success);
  const links = (page: string) =>
    [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to!);
  const expected = links(read("README.md")).map((to) =>
    /^(?:https:|#)/.test(to) ? to : `${pages}/${to}`
  );
  assertEquals(links(text), expected);
  assert(links(text).some((to) => to === `${pages}/docs/tutorial.md`));
});
