import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { AppError } from "#lib/errors.ts";

/** Makes sure that the data directory exists and takes files. Throws `AppError` with the next step. */
export function requireWritableDataDir(dataDir: string): void {
  const probe = path.join(dataDir, `.writable.${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const full = code === "ENOSPC" || code === "EDQUOT";
    throw new AppError(
      full ? "disk_full" : "missing_dependency",
      full
        ? `The disk of ${dataDir} is full. Free some space, then start again.`
        : `The data directory ${dataDir} can't be written (${code}). Give this user the right to write there, or set VODMANAGER_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}

/** Makes sure that nobody listens on the port yet. Throws `AppError` with the next step. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw portError(host, port, (error as NodeJS.ErrnoException).code);
  } finally {
    server.close();
  }
}

function portError(host: string, port: number, code: string | undefined): AppError {
  if (code === "EADDRINUSE") {
    const other = port < 65535 ? port + 1 : port - 1;
    return new AppError(
      "conflict",
      `Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${other} npm run up`,
    );
  }
  if (code === "EACCES") {
    return new AppError(
      "forbidden",
      `This user may not listen on port ${port}. Choose one above 1023: PORT=3000 npm run up`,
    );
  }
  return new AppError(
    "invalid_input",
    `This machine can't listen on ${host}:${port} (${code}). Set HOST to 127.0.0.1, 0.0.0.0 or an address of this machine.`,
  );
}
