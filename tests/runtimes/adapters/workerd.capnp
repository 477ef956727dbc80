using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [ (name = "main", worker = .suite) ],
);

const suite :Workerd.Worker = (
  modules = [ (name = "main", esModule = embed "worker.js") ],
  compatibilityDate = "2026-11-01",
);
