// One request through each client of the page, and what it makes of the answer.

/** How to use one client. */
export interface Call {
  /** What the server answers. */
  readonly answer: unknown;
  /** Makes one request. */
  // deno-lint-ignore no-explicit-any -- each client has a type of its own
  call(module: any): unknown;
  /** What comes of an answer of that status: an error or a response of its own. */
  outcome(status: number): string;
  /** What turns its own retries off in the block of the page. */
  readonly off?: RegExp;
  /** How many requests 3 attempts become if they are left on. */
  readonly multiplied?: number;
}

const greeting = { greeting: "Hello!" };
const GRAPHQL = { data: { __typename: "Query", hello: "Hello!" } };
const QUERY = "{ hello }";

function thrown(name: string): (status: number) => string {
  return (status) => `${name} ${status}`;
}

/** By the name of the package. */
export const CALLS: Readonly<Record<string, Call>> = {
  "openai": {
    answer: { choices: [{ message: { content: "Hello!" } }] },
    call: ({ client }) =>
      client.chat.completions.create({
        model: "gpt-5",
        messages: [{ role: "user", content: "Say hello" }],
      }),
    outcome: (status) =>
      `${status === 404 ? "NotFoundError" : "InternalServerError"} ${status}`,
    off: /^ *maxRetries: 0,\n/m,
    multiplied: 9,
  },
  "@anthropic-ai/sdk": {
    answer: { content: [{ type: "text", text: "Hello!" }] },
    call: ({ client }) =>
      client.messages.create({
        model: "claude",
        max_tokens: 10,
        messages: [{ role: "user", content: "Say hello" }],
      }),
    outcome: (status) =>
      `${
        status === 404 ? "NotFoundError" : "ServiceUnavailableError"
      } ${status}`,
    off: /^ *maxRetries: 0,\n/m,
    multiplied: 9,
  },
  "ai": {
    answer: {
      id: "1",
      created_at: 1,
      model: "gpt-5",
      output: [{
        type: "message",
        role: "assistant",
        id: "2",
        content: [{ type: "output_text", text: "Hello!", annotations: [] }],
      }],
      usage: { input_tokens: 1, output_tokens: 1 },
    },
    call: ({ client }) => client("Say hello"),
    outcome: thrown("AI_APICallError"),
    off: /, maxRetries: 0/,
    multiplied: 9,
  },
  "@supabase/supabase-js": {
    answer: [greeting],
    async call({ users }) {
      const { data, error, status } = await users();
      return error === null ? data : `PostgrestError ${status}`;
    },
    outcome: thrown("PostgrestError"),
    off: /\.retry\(false\)/,
    multiplied: 12,
  },
  "hono": {
    answer: "Hello!",
    call: ({ client }) => client.greeting.$get(),
    outcome: thrown("Response"),
  },
  "openapi-fetch": {
    answer: "Hello!",
    async call({ client }) {
      const { data, response } = await client.GET("/greeting");
      return data ?? response;
    },
    outcome: thrown("Response"),
  },
  "@trpc/client": {
    answer: [{ result: { data: "Hello!" } }],
    call: ({ client }) => client.greeting.query(),
    outcome: () => "TRPCClientError",
  },
  "@octokit/request": {
    answer: greeting,
    call: ({ client }) => client("GET /user"),
    outcome: thrown("HttpError"),
  },
  "stripe": {
    answer: { id: "cus_1", object: "customer" },
    call: ({ client }) => client.customers.retrieve("cus_1"),
    outcome: (status) =>
      `Stripe${status === 404 ? "InvalidRequest" : "API"}Error ${status}`,
    off: /^ *maxNetworkRetries: 0,\n/m,
    multiplied: 9,
  },
  "graphql-request": {
    answer: GRAPHQL,
    call: ({ client }) => client.request(QUERY),
    outcome: thrown("ClientError"),
  },
  "@urql/core": {
    answer: GRAPHQL,
    async call({ client }) {
      const { data, error } = await client.query(QUERY, {}).toPromise();
      return error === undefined
        ? data
        : `${error.name} ${error.response?.status}`;
    },
    outcome: thrown("CombinedError"),
  },
  "@apollo/client": {
    answer: GRAPHQL,
    call: ({ client, gql }) =>
      client.query({ query: gql(QUERY), fetchPolicy: "no-cache" }),
    outcome: thrown("ServerError"),
  },
  "ky": {
    answer: greeting,
    call: ({ client }) =>
      client.put("https://api.example.com/greeting", { json: greeting }).json(),
    outcome: thrown("HTTPError"),
    off: /^ *retry: 0,\n/m,
    multiplied: 9,
  },
  "ofetch": {
    answer: greeting,
    call: ({ client }) => client("https://api.example.com/greeting"),
    outcome: thrown("FetchError"),
    off: /^ *defaults: .*\n/m,
    multiplied: 6,
  },
  "wretch": {
    answer: greeting,
    call: ({ client }) => client.url("/greeting").json(greeting).put().json(),
    outcome: thrown("WretchError"),
  },
  "axios": {
    answer: greeting,
    call: ({ client }) =>
      client.put("https://api.example.com/greeting", greeting),
    outcome: thrown("AxiosError"),
  },
  "gaxios": {
    answer: greeting,
    call: ({ client }) =>
      client.request({
        url: "https://api.example.com/greeting",
        method: "PUT",
        data: greeting,
      }),
    outcome: thrown("GaxiosError"),
  },
};
