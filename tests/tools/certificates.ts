import { generate } from "npm:selfsigned@5.5.0";

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;

/** Makes certificates that are wrong, each in its way. */
export async function certificates(): Promise<
  { authority: string; wrong: Readonly<Record<string, Certificate>> }
> {
  const ca = await make("Authority", { isAuthority: true });
  const other = await make("Nobody", { isAuthority: true });
  return {
    authority: ca.cert,
    wrong: {
      tls_self_signed: await make("127.0.0.1"),
      tls_issuer: await make("127.0.0.1", { ca: other }),
      tls_host: await make("example.com", { ca }),
      tls_expired: await make("127.0.0.1", { ca, from: -3 * DAY, to: -DAY }),
      tls_early: await make("127.0.0.1", { ca, from: DAY, to: 3 * DAY }),
    },
  };
}

async function make(
  name: string,
  { ca, isAuthority = false, from = -DAY, to = DAY }: {
    ca?: Certificate;
    isAuthority?: boolean;
    from?: number;
    to?: number;
  } = {},
): Promise<Certificate> {
  const now = Date.now();
  const made = await generate([{ name: "commonName", value: name }], {
    algorithm: "sha256",
    keyType: "ec",
    notBeforeDate: new Date(now + from),
    notAfterDate: new Date(now + to),
    ...(ca && { ca }),
    extensions: [
      { name: "basicConstraints", cA: isAuthority, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          name === "127.0.0.1"
            ? { type: 7, ip: name }
            : { type: 2, value: name },
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
