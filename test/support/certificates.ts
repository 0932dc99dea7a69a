import { execFile, execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Why tests with certificates are skipped; undefined when they run. */
export const opensslMissing = ((): string | undefined => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "openssl is not installed (apt-get install openssl)";
  }
})();

/** Paths of PEM files: an authority, and a certificate with its key that the authority signed. */
export interface CertificateFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes an authority in `folder`, and certificates for `names` that it signed, valid for a day.
 * Each is for 127.0.0.1 and may serve as a server's and as a client's.
 */
export async function makeCertificates<N extends string>(
  folder: string,
  authority: string,
  names: readonly N[],
): Promise<Record<N, CertificateFiles>> {
  const at = (name: string): string => join(folder, name);
  const ca = at(`${authority}.pem`);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await run("openssl", [
    ...["req", "-x509", ...newKey, "-days", "1", "-subj", `/CN=${authority}`],
    ...["-keyout", at(`${authority}.key`), "-out", ca],
  ]);
  const extensions = at(`${authority}.ext`);
  await writeFile(extensions, "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  const entries = await Promise.all(
    names.map(async (name, i) => {
      const [key, request, cert] = [at(`${name}.key`), at(`${name}.csr`), at(`${name}.pem`)];
      await run("openssl", [
        ...["req", ...newKey, "-subj", `/CN=${name}`, "-keyout", key, "-out", request],
      ]);
      await run("openssl", [
        ...["x509", "-req", "-in", request, "-CA", ca, "-CAkey", at(`${authority}.key`)],
        ...["-set_serial", String(i + 2), "-days", "1", "-extfile", extensions, "-out", cert],
      ]);
      return [name, { ca, cert, key }] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<N, CertificateFiles>;
}
