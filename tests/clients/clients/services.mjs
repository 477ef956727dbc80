// Clients of one service each.
import { limited } from "./fetches.mjs";

const MESSAGES = [{ role: "user", content: "Hello!" }];

export const services = {
  async openai() {
    const { default: OpenAI } = await import("openai");
    return ({ url, headers, signal, timeout }) =>
      new OpenAI({ apiKey: "none", baseURL: url, maxRetries: 0 })
        .chat.completions.create(
          { model: "m", messages: MESSAGES },
          { headers, signal, ...timeout && { timeout } },
        );
  },
  async anthropic() {
    const { default: Anthropic } = await import("@anthropic-ai/sdk");
    return ({ url, headers, signal, timeout }) =>
      new Anthropic({ apiKey: "none", baseURL: url, maxRetries: 0 })
        .messages.create(
          { model: "m", max_tokens: 1, messages: MESSAGES },
          { headers, signal, ...timeout && { timeout } },
        );
  },
  async octokit() {
    const { request } = await import("@octokit/request");
    return async (options) => {
      const { url, headers } = options;
      const signal = limited(options);
      const answer = await request({
        method: "GET",
        baseUrl: url,
        url: "/x",
        headers,
        request: { signal },
      });
      if (typeof answer.data === "string") return JSON.parse(answer.data);
      return answer.data;
    };
  },
  async "aws s3"() {
    const { GetObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
    const send = async ({ url, headers = {}, signal, timeout }) => {
      const client = new S3Client({
        region: "r",
        endpoint: url,
        forcePathStyle: true,
        credentials: { accessKeyId: "a", secretAccessKey: "s" },
        maxAttempts: 1,
        requestHandler: {
          requestTimeout: timeout,
          throwOnRequestTimeout: true,
        },
      });
      client.middlewareStack.add((next) => (args) => {
        Object.assign(args.request.headers, headers);
        return next(args);
      }, { step: "build" });
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: "bucket", Key: "k" }),
        { abortSignal: signal },
      );
      return JSON.parse(await Body.transformToString());
    };
    // Once a body has begun, it reports an abort as a connection that was reset.
    return Object.assign(send, { lacks: ["abort_body"] });
  },
  async supabase() {
    const { createClient } = await import("@supabase/supabase-js");
    return async (request) => {
      const { url, headers } = request;
      const signal = limited(request);
      const query = createClient(url, "key", {
        global: { headers },
        // Node.js 20 has no WebSocket, and none is used here.
        realtime: { transport: Object },
      })
        .from("t").select().retry(false);
      const { data } = await (signal ? query.abortSignal(signal) : query)
        .throwOnError();
      return data;
    };
  },
  async stripe() {
    const { default: Stripe } = await import("stripe");
    const send = ({ url, timeout }) => {
      const { hostname, port, protocol, pathname } = new URL(url);
      const stripe = new Stripe("sk_test_none", {
        host: hostname,
        port,
        protocol: protocol.slice(0, -1),
        timeout,
        maxNetworkRetries: 0,
        telemetry: false,
      });
      return stripe.rawRequest("GET", pathname);
    };
    // It takes no signal, no headers of this kind, and no URL.
    return Object.assign(send, {
      lacks: [
        "hang_signal",
        "abort",
        "abort_body",
        "bad_header",
        "bad_url",
        "relative_url",
      ],
    });
  },
  async tRPC() {
    const { createTRPCClient, httpLink } = await import("@trpc/client");
    return (request) => {
      const { url, headers } = request;
      return createTRPCClient({ links: [httpLink({ url, headers })] })
        .a.query(undefined, { signal: limited(request) });
    };
  },
  async urql() {
    const { Client, fetchExchange, gql } = await import("@urql/core");
    const send = async (request) => {
      const { url, headers } = request;
      const signal = limited(request);
      const { data, error } = await new Client({
        url,
        exchanges: [fetchExchange],
        preferGetMethod: false,
        fetchOptions: { headers, signal },
      }).query(gql`{ a }`, {}).toPromise();
      if (error) throw error;
      return data;
    };
    // It never settles once it has been aborted.
    return Object.assign(send, {
      lacks: ["hang", "hang_signal", "abort", "abort_body"],
    });
  },
  async apollo() {
    const { ApolloClient, gql, HttpLink, InMemoryCache } = await import(
      "@apollo/client/core/index.js"
    );
    return async (request) => {
      const { url, headers } = request;
      const link = new HttpLink({
        uri: url,
        headers,
        fetchOptions: { signal: limited(request) },
      });
      const cache = new InMemoryCache();
      const { data } = await new ApolloClient({ link, cache }).query({
        query: gql`{ a }`,
      });
      return data;
    };
  },
};
