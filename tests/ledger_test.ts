// What Finagle, tower and twitter/util publish as tests of their budgets, put in
// the terms of this one, and more.
import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import { Ledger, type Terms } from "../src/budget/ledger.ts";
import { Turns } from "../src/budget/turns.ts";
import { patch } from "./helpers.ts";

/** A ledger on a clock that the test moves. */
class Clocked {
  now = 1_000_000_007;
  readonly #ledger: Ledger;

  constructor(terms: Partial<Terms> = {}) {
    this.#ledger = new Ledger({
      ratio: 0,
      minPerSecond: 0,
      ttl: 1_000,
      ...terms,
    });
  }

  get available(): number {
    return this.#ledger.available(this.now);
  }

  answer(times = 1): void {
    for (let time = 0; time < times; time++) this.#ledger.answer();
  }

  deposit(times = 1): void {
    for (let time = 0; time < times; time++) this.#ledger.deposit(this.now);
  }

  /** Withdraws as often as told, or as it can. Returns how often it could. */
  withdraw(times = Infinity): number {
    let withdrawn = 0;
    while (withdrawn < times && this.#ledger.withdraw(this.now)) withdrawn++;
    return withdrawn;
  }
}

Deno.test("a ledger without ratio and reserve never has a retry", () => {
  const ledger = new Clocked();
  assertEquals([ledger.available, ledger.withdraw()], [0, 0]);

  ledger.deposit(1_000);

  assertEquals([ledger.available, ledger.withdraw()], [0, 0]);
});

Deno.test("a ledger without calls and reserve has no retry", () => {
  assertEquals(new Clocked({ ratio: 1 }).withdraw(), 0);
});

Deno.test("a ledger allows the ratio of the calls to be retried, and the reserve", () => {
  const cases: [Partial<Terms>, number][] = [
    [{ ratio: 0.0001 }, 1],
    [{ ratio: 0.001 }, 10],
    [{ ratio: 0.01 }, 100],
    [{ ratio: 0.1 }, 1_000],
    [{ ratio: 0.2 }, 2_000],
    [{ ratio: 0.25 }, 2_500],
    [{ ratio: 0.29 }, 2_900],
    [{ ratio: 1 / 3 }, 3_333],
    [{ ratio: 0.5 }, 5_000],
    [{ ratio: 0.75 }, 7_500],
    [{ ratio: 0.99 }, 9_900],
    [{ ratio: 0.999 }, 9_990],
    [{ ratio: 0.9999 }, 9_999],
    [{ ratio: 1 }, 10_000],
    [{ minPerSecond: 10, ttl: 1_000 }, 10],
    [{ minPerSecond: 5, ttl: 2_000 }, 10],
    [{ minPerSecond: 0.1, ttl: 10_000 }, 1],
    [{ minPerSecond: 10, ttl: 1_000, ratio: 0.1 }, 1_010],
    [{ minPerSecond: 5, ttl: 2_000, ratio: 0.5 }, 5_010],
    [{ minPerSecond: 10, ttl: 10_000, ratio: 0.2 }, 2_100],
  ];

  for (const [terms, expected] of cases) {
    const ledger = new Clocked(terms);
    const { minPerSecond = 0, ttl = 1_000 } = terms;
    assertEquals(ledger.available, minPerSecond * ttl / 1_000);

    let retries = 0;
    for (let call = 0; call < 10_000; call++) {
      ledger.deposit();
      const withdrawn = ledger.withdraw(1);
      if (withdrawn === 0) assertEquals(ledger.available, 0);
      retries += withdrawn;
    }

    assertEquals(retries + ledger.withdraw(), expected, JSON.stringify(terms));
  }
});

Deno.test("a ledger allows several retries for each call", () => {
  for (const ratio of [1.5, 2, 2.1, 7, 10.3, 300, 999, 999.9, 1_000]) {
    const ledger = new Clocked({ ratio });

    ledger.deposit(100);
    assertEquals(ledger.withdraw(), Math.round(ratio * 100));
    ledger.deposit(9_900);
    assertEquals(ledger.available, Math.round(ratio * 9_900));
  }
});

Deno.test("a ledger does not drift", () => {
  const ledger = new Clocked({ ratio: 0.1 });
  let retries = 0;

  for (let call = 0; call < 1_000_000; call++) {
    ledger.deposit();
    retries += ledger.withdraw(1);
  }

  assertEquals(retries, 100_000);
});

Deno.test("a ledger adds up parts of the ratio and of the reserve", () => {
  const ledger = new Clocked({ ratio: 0.3, minPerSecond: 0.5, ttl: 1_000 });
  assertEquals(ledger.available, 0);

  ledger.deposit(2);

  assertEquals(ledger.available, 1);
});

Deno.test("a withdrawal that is denied leaves the balance alone", () => {
  const ledger = new Clocked({ ratio: 0.5 });
  ledger.deposit();
  assertEquals(ledger.withdraw(), 0);
  for (let time = 0; time < 100; time++) ledger.withdraw();

  ledger.deposit();

  assertEquals([ledger.available, ledger.withdraw()], [1, 1]);
});

Deno.test("calls count until the ttl is over", () => {
  const ledger = new Clocked({ ratio: 0.5 });
  ledger.deposit(2);
  ledger.now += 901;
  assertEquals(ledger.withdraw(), 1);

  ledger.now += 2_001;
  ledger.deposit();
  ledger.now += 301;
  ledger.deposit();
  ledger.now += 801;
  ledger.deposit();
  // The first is forgotten, and the other two allow a retry.
  assertEquals(ledger.withdraw(), 1);

  ledger.deposit(100);
  ledger.now += 3_000;
  assertEquals(ledger.withdraw(), 0);
});

Deno.test("calls count for no longer than the ttl, wherever in a slot they began", () => {
  for (let phase = 0; phase < 1_000; phase += 7) {
    const ledger = new Clocked({ ratio: 1 });
    ledger.deposit();
    ledger.now += phase;
    ledger.deposit(5);

    ledger.now += 900;
    assert(ledger.available >= 5, `${phase}`);
    ledger.now += 100;
    assertEquals(ledger.available, 0, `${phase}`);
  }
});

Deno.test("calls are forgotten slot by slot", () => {
  const ledger = new Clocked({ ratio: 1 });
  for (let slot = 1; slot <= 10; slot++) {
    ledger.deposit(slot);
    ledger.now += 100;
  }

  const seen: number[] = [];
  for (let slot = 1; slot <= 10; slot++) {
    seen.push(ledger.available);
    ledger.now += 100;
  }

  assertEquals(seen, [54, 52, 49, 45, 40, 34, 27, 19, 10, 0]);
});

Deno.test("the reserve comes back when its retries are forgotten", () => {
  const ledger = new Clocked({ ratio: 1, minPerSecond: 25, ttl: 4_000 });
  assertEquals(ledger.withdraw(50), 50);
  assertEquals(ledger.withdraw(), 50);
  ledger.deposit();
  assertEquals(ledger.withdraw(), 1);

  for (let second = 1; second <= 3; second++) {
    ledger.now += 1_000;
    assertEquals(ledger.withdraw(), 0);
  }

  ledger.now += 1_000;
  assertEquals(ledger.withdraw(50), 50);
  ledger.now += 4_000;
  assertEquals(ledger.withdraw(), 100);
});

Deno.test("the reserve does not build up while nothing happens", () => {
  const ledger = new Clocked({ minPerSecond: 5 });
  assertEquals(ledger.available, 5);

  ledger.now += 3_600_000;

  assertEquals(ledger.withdraw(), 5);
});

Deno.test("retries count on when the calls that have allowed them are forgotten", () => {
  const ledger = new Clocked({ ratio: 1 });
  ledger.deposit(10);
  ledger.now += 900;
  assertEquals(ledger.withdraw(), 10);

  ledger.now += 100; // no call left, and ten retries
  assertEquals(ledger.available, 0);
  ledger.deposit(10);
  assertEquals(ledger.available, 0);
  ledger.deposit();
  assertEquals(ledger.withdraw(), 1);

  ledger.now += 900; // those ten are forgotten, too
  assertEquals(ledger.available, 10);
});

Deno.test("nothing is forgotten while the clock stands still", () => {
  const ledger = new Clocked({ ratio: 0.1, minPerSecond: 1 });
  let retries = 0;

  for (let call = 0; call < 1_000; call++) {
    ledger.deposit();
    retries += ledger.withdraw();
  }

  assertEquals(retries, 101);
});

Deno.test("a clock that steps back lets no time pass, and goes on from there", () => {
  const ledger = new Clocked({ ratio: 1, minPerSecond: 5 });
  ledger.deposit(3);
  ledger.now += 500;
  assertEquals(ledger.withdraw(), 8);

  ledger.now -= 3_600_000;
  assertEquals(ledger.withdraw(), 0);
  ledger.now += 499; // since the calls 999 have passed, since the retries 499
  assertEquals(ledger.withdraw(), 0);
  ledger.now += 400;
  assertEquals(ledger.withdraw(), 0);
  ledger.now += 101;
  assertEquals(ledger.withdraw(), 5);
});

Deno.test("a clock that steps back again and again allows no more retries", () => {
  const ledger = new Clocked({ ratio: 0.1, minPerSecond: 1 });
  let retries = 0;

  for (let call = 0; call < 1_000; call++) {
    ledger.deposit();
    retries += ledger.withdraw();
    ledger.now -= 60_000;
  }

  assertEquals(retries, 101);
});

Deno.test("a clock that steps forward allows no more than the reserve once more", () => {
  const ledger = new Clocked({ ratio: 1, minPerSecond: 5 });
  ledger.deposit(100);
  assertEquals(ledger.withdraw(50), 50);

  ledger.now += 1e12;

  assertEquals(ledger.withdraw(), 5);
  ledger.deposit(2);
  assertEquals(ledger.withdraw(), 2);
});

Deno.test("a ledger allows what a plain count over its slots does", () => {
  let seed = 1;
  const draw = (below: number): number => {
    seed = seed * 48_271 % 2_147_483_647;
    return seed % below;
  };

  for (let round = 0; round < 50; round++) {
    const terms = {
      ratio: draw(30) / 10,
      minPerSecond: draw(4),
      ttl: 1_000 + 10 * draw(400),
    };
    const ledger = new Clocked(terms);
    assertEquals(
      ledger.available,
      Math.floor(terms.minPerSecond * terms.ttl / 1_000),
    );
    const start = ledger.now; // slots begin with the first look
    const events: { slot: number; value: number }[] = [];
    for (let step = 0; step < 400; step++) {
      ledger.now += draw(3) && draw(Math.ceil(terms.ttl / (1 + draw(40))));
      const slot = Math.floor((ledger.now - start) / (terms.ttl / 10));
      // In tenths, which are whole numbers.
      const sum = events
        .filter((event) => event.slot > slot - 10)
        .reduce(
          (sum, { value }) => sum + value,
          terms.minPerSecond * terms.ttl / 100,
        );
      const allowed = Math.max(0, Math.floor(sum / 10 + 1e-9));

      assertEquals(ledger.available, allowed, JSON.stringify(terms));
      if (draw(3) === 0) {
        assertEquals(ledger.withdraw(1), Math.min(1, allowed));
        if (allowed > 0) events.push({ slot, value: -10 });
      } else {
        ledger.deposit();
        events.push({ slot, value: Math.round(terms.ratio * 10) });
      }
    }
  }
});

Deno.test("a ledger whose calls wait spreads its retries over the slots", () => {
  const ledger = new Clocked({ minPerSecond: 200, waits: true });
  const withdrawn: number[] = [];

  for (let slot = 0; slot < 12; slot++) {
    withdrawn.push(ledger.withdraw());
    ledger.now += 100;
  }

  assertEquals(withdrawn, new Array(12).fill(20));
});

Deno.test("a ledger whose calls wait has one retry in a slot at least, until none is left", () => {
  const ledger = new Clocked({ minPerSecond: 3, waits: true });
  const withdrawn: number[] = [];

  for (let slot = 0; slot < 20; slot++) {
    withdrawn.push(ledger.withdraw());
    ledger.now += 100;
  }

  const second = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
  assertEquals(withdrawn, [...second, ...second]);
});

Deno.test("a ledger whose calls wait tells what may be withdrawn at once", () => {
  const ledger = new Clocked({ ratio: 0.5, minPerSecond: 10, waits: true });
  assertEquals(ledger.available, 1);

  ledger.deposit(40);
  assertEquals(ledger.available, 3);
  assertEquals([ledger.withdraw(2), ledger.available], [2, 1]);

  assertEquals([ledger.withdraw(), ledger.available], [1, 0]);
});

Deno.test("while calls wait, answers give back four fifths of a retry each", () => {
  const ledger = new Clocked({ waits: true });
  let retries = ledger.withdraw(1);
  assertEquals(retries, 0);

  for (let answer = 1; answer <= 10_000; answer++) {
    ledger.answer();
    retries += ledger.withdraw();
    // A part of a retry is enough for one, and is owed.
    assertEquals(retries, Math.ceil(0.8 * answer - 1e-6));
  }
});

Deno.test("one answer lets four retries out, if they are answered", () => {
  const ledger = new Clocked({ waits: true });
  ledger.withdraw();
  ledger.answer();
  let retries = 0;

  while (ledger.withdraw(1)) {
    retries++;
    ledger.answer();
  }

  assertEquals(retries, 4);
});

Deno.test("answers give nothing back while no call waits", () => {
  const ledger = new Clocked({ waits: true });
  ledger.answer(100);
  assertEquals([ledger.available, ledger.withdraw()], [0, 0]);

  ledger.now += 3_000; // since a call has asked
  ledger.deposit();
  ledger.answer();
  assertEquals(ledger.withdraw(), 1);

  ledger.now += 3_001;
  ledger.deposit();
  ledger.answer(100);
  assertEquals([ledger.available, ledger.withdraw()], [0, 0]);
});

Deno.test("what answers have given back is forgotten when no call waits any more", () => {
  const ledger = new Clocked({ minPerSecond: 100, waits: true });
  ledger.withdraw();
  ledger.answer(10);
  assertEquals(ledger.available, 8);
  ledger.now += 3_000;
  assertEquals(ledger.available, 18);

  ledger.now += 1;

  assertEquals(ledger.available, 10);
  assertEquals(ledger.withdraw(), 10);
  ledger.answer();
  assertEquals(ledger.withdraw(), 1);
});

Deno.test("what answers have given back is kept up to the share of a slot, or one", () => {
  for (const [minPerSecond, most] of [[0, 1], [5, 1], [20, 2], [1_000, 100]]) {
    const ledger = new Clocked({ minPerSecond: minPerSecond!, waits: true });
    ledger.withdraw();

    ledger.answer(1_000);

    assertEquals(ledger.withdraw(), most);
  }
});

Deno.test("answers give nothing back where calls do not wait", () => {
  const ledger = new Clocked({ minPerSecond: 1 });
  assertEquals(ledger.withdraw(), 1);
  ledger.withdraw();

  ledger.answer(100);

  assertEquals([ledger.available, ledger.withdraw()], [0, 0]);
});

Deno.test("a ledger whose calls wait never allows more than calls, reserve and answers do", () => {
  let seed = 1;
  const draw = (below: number): number => {
    seed = seed * 48_271 % 2_147_483_647;
    return seed % below;
  };

  for (let round = 0; round < 50; round++) {
    const terms = {
      ratio: draw(20) / 10,
      minPerSecond: draw(40),
      ttl: 1_000 + 10 * draw(400),
      waits: true,
    };
    const ledger = new Clocked(terms);
    assertEquals(ledger.available > 0, terms.minPerSecond * terms.ttl >= 1_000);
    const start = ledger.now;
    let calls = 0;
    let answers = 0;
    let total = 0;
    for (let step = 0; step < 400; step++) {
      ledger.now += draw(3) && draw(Math.ceil(terms.ttl / (1 + draw(40))));
      const before = ledger.available;
      const kind = draw(4);
      if (kind < 2) {
        const count = ledger.withdraw(1 + draw(5));
        assertLessOrEqual(count, before);
        assertEquals(count > 0, before > 0);
        total += count;
      } else if (kind === 2) {
        ledger.answer();
        answers++;
        assertLessOrEqual(ledger.available, before + 1);
      } else {
        ledger.deposit();
        calls++;
      }
    }
    const windows = (ledger.now - start) / terms.ttl + 2;
    assertLessOrEqual(
      total,
      calls * terms.ratio +
        windows * terms.minPerSecond * terms.ttl / 1_000 +
        0.8 * answers + 1,
    );
  }
});

Deno.test("the next turn is waited for longer and longer, up to 2 s on average", () => {
  const ledger = new Ledger({ ratio: 0, minPerSecond: 0, ttl: 1_000 });
  const table: [waited: number, shortest: number][] = [
    [0, 250],
    [100, 250],
    [250, 250],
    [300, 300],
    [700, 700],
    [1_000, 1_000],
    [3_000, 1_000],
    [60_000, 1_000],
  ];

  for (const [waited, shortest] of table) {
    const waits = Array.from(
      { length: 10_000 },
      () => ledger.untilNextTurn(waited, Infinity)!,
    );

    assertGreaterOrEqual(Math.min(...waits), shortest);
    assert(Math.max(...waits) < 3 * shortest);
    const average = waits.reduce((sum, wait) => sum + wait) / waits.length;
    assertLessOrEqual(Math.abs(average / shortest - 2), 0.05);
  }
});

Deno.test("a turn is asked for before the deadline, if that is not too close", () => {
  const ledger = new Ledger({ ratio: 0, minPerSecond: 0, ttl: 1_000 });

  for (const remaining of [100, 250, 1_000, 2_000]) {
    const waits = Array.from(
      { length: 1_000 },
      () => ledger.untilNextTurn(1_000, remaining)!,
    );

    assert(Math.min(...waits) > 0);
    assertLessOrEqual(Math.max(...waits), remaining);
    assertLessOrEqual(Math.min(...waits), remaining / 10);
  }
  assertEquals(ledger.untilNextTurn(1_000, 99.9), undefined);
  assertEquals(ledger.untilNextTurn(0, 0), undefined);
});

Deno.test("the next turn is waited for a finite time, whatever is drawn", () => {
  for (const drawn of [0, 2 ** 32 - 1]) {
    using _ = patch(
      crypto,
      "getRandomValues",
      ((array: Uint32Array) =>
        array.fill(drawn)) as typeof crypto.getRandomValues,
    );
    const ledger = new Ledger({ ratio: 0, minPerSecond: 0, ttl: 1_000 });
    for (let draw = 0; draw < 1_000; draw++) {
      for (const remaining of [Infinity, 1e9, 100]) {
        const wait = ledger.untilNextTurn(0, remaining)!;
        assert(wait > 0 && wait <= 1_500, `${wait}`);
      }
    }
  }
});

Deno.test("turns are kept until nobody has asked for one for 3 s", () => {
  const turns = new Turns();
  turns.take(10_000);
  turns.answer(10_000, 10);
  turns.answer(10_000, 10);

  const taken = [13_000, 13_000, 13_000].map((time) => turns.take(time));

  // One that is not whole counts, and is owed.
  assertEquals(taken, [true, true, false]);
});
