// Clients that are built on the modules of Node.js.

export const node = {
  "undici 7 request": undici("undici-7"),
  "undici 8 request": undici("undici"),
  async "node:http"() {
    const modules = {
      "http:": await import("node:http"),
      "https:": await import("node:https"),
    };
    return ({ url, headers, signal, timeout }) =>
      new Promise((resolve, reject) => {
        const { request } = modules[new URL(url).protocol] ?? modules["http:"];
        const sent = request(url, { headers, signal, timeout }, (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk) => text += chunk);
          response.on("error", reject);
          response.on("end", () => {
            const { statusCode, headers } = response;
            try {
              if (statusCode >= 400) {
                const error = new Error(`HTTP ${statusCode}`);
                throw Object.assign(error, { statusCode, headers });
              }
              resolve(JSON.parse(text));
            } catch (error) {
              reject(error);
            }
          });
        });
        if (timeout) sent.on("timeout", () => sent.destroy());
        sent.on("error", reject);
        sent.end();
      });
  },
  axios: axios("http"),
  "axios (fetch)": axios("fetch"),
  "got 14": got("got-14"),
  "got 16": got("got"),
  async superagent() {
    const { default: superagent } = await import("superagent");
    const send = async ({ url, headers = {}, signal, timeout }) => {
      const request = superagent.get(url).set(headers).parse(json);
      if (timeout) request.timeout({ response: timeout, deadline: timeout });
      signal?.addEventListener("abort", () => request.abort());
      const { body } = await request;
      return body;
    };
    // It takes no signal, and a relative URL for the name of a host.
    return Object.assign(send, { lacks: ["hang_signal", "relative_url"] });
  },
  async needle() {
    const { default: needle } = await import("needle");
    const send = async ({ url, headers, signal, timeout }) => {
      const { statusCode, headers: answered, body } = await needle(
        "get",
        url,
        {
          headers,
          signal,
          response_timeout: timeout ?? 0,
          read_timeout: timeout ?? 0,
          follow_max: 5,
          parse_response: false,
        },
      );
      if (statusCode >= 400) {
        const error = new Error(`HTTP ${statusCode}`);
        throw Object.assign(error, { statusCode, headers: answered });
      }
      return JSON.parse(String(body));
    };
    // It takes a bad URL for another, and may never settle if a body is cut, or if
    // a redirect goes elsewhere.
    return Object.assign(send, {
      lacks: [
        "relative_url",
        "bad_url",
        "reset_body",
        "eof_body",
        "eof_chunk",
        "redirect_scheme",
      ],
    });
  },
  async gaxios() {
    const { Gaxios } = await import("gaxios");
    const gaxios = new Gaxios();
    return async ({ url, headers, signal, timeout }) => {
      const options = { url, headers, signal, timeout, responseType: "json" };
      const { data } = await gaxios.request({ ...options, retry: false });
      return data;
    };
  },
};

function undici(name) {
  return async () => {
    const { Agent, interceptors, request } = await import(name);
    const dispatcher = new Agent().compose(interceptors.responseError());
    return async ({ url, headers, signal, timeout }) => {
      const { body } = await request(url, {
        headers,
        signal,
        headersTimeout: timeout,
        bodyTimeout: timeout,
        dispatcher,
      });
      return await body.json();
    };
  };
}

function axios(adapter) {
  return async () => {
    const { default: axios } = await import("axios");
    return async ({ url, headers, signal, timeout = 0 }) => {
      const options = { headers, signal, timeout, adapter };
      const { data } = await axios.get(url, {
        ...options,
        responseType: "text",
        transformResponse: (text) => text,
      });
      return JSON.parse(data);
    };
  };
}

function got(name) {
  return async () => {
    const { default: got } = await import(name);
    return ({ url, headers, signal, timeout }) =>
      got(url, {
        headers,
        signal,
        timeout: { request: timeout },
        retry: { limit: 0 },
      }).json();
  };
}

function json(response, done) {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk) => text += chunk);
  response.on("end", () => {
    try {
      done(null, JSON.parse(text));
    } catch (error) {
      done(error);
    }
  });
  response.on("error", done);
}
