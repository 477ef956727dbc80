using Workerd = import "/workerd/workerd.capnp";

# The example Worker between one that calls it, and one that it calls.
const config :Workerd.Config = (
  services = [
    (name = "client", worker = .client),
    (name = "example", worker = .example),
    (name = "upstream", worker = .upstream),
  ],
);

const client :Workerd.Worker = (
  modules = [ (name = "main", esModule = embed "client.js") ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "EXAMPLE", service = "example"),
    (name = "UPSTREAM", service = "upstream"),
  ],
);

const example :Workerd.Worker = (
  modules = [ (name = "main", esModule = embed "example.js") ],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = [ "enable_request_signal" ],
  bindings = [ (name = "UPSTREAM", service = "upstream") ],
);

const upstream :Workerd.Worker = (
  modules = [ (name = "main", esModule = embed "upstream.js") ],
  compatibilityDate = "2026-11-01",
);
