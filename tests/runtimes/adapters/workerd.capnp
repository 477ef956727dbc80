using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .suite),
    (name = "internet", network = .loopback),
  ],
);

const suite :Workerd.Worker = (
  modules = [ (name = "main", esModule = embed "worker.js") ],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = [ "nodejs_als" ],
  bindings = [ (name = "FAULTS", text = embed "faults.txt") ],
);

const loopback :Workerd.Network = (
  allow = [ "local" ],
  tlsOptions = (trustBrowserCas = true),
);
