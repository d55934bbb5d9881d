// The service under test: the one at DOORSTEP_URL, or a demo of our own on a free port.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const BINARY = path.resolve(import.meta.dirname, '../../../bin/doorstep');
const LONGEST = 300_000; // milliseconds a demo may take to be ready

/** Resolves to {url, own, stop}; own is true where nobody else uses the service. */
export async function service() {
  const given = process.env.DOORSTEP_URL;
  if (given) return { url: new URL(given).origin, own: false, stop: async () => {} };

  const folder = await mkdtemp(path.join(tmpdir(), 'doorstep-browser-'));
  await chmod(folder, 0o755); // the database runs as another user where we are root
  const args = ['demo', '--quiet', '--data', path.join(folder, 'data'), '--out', path.join(folder, 'out'), '--listen', '127.0.0.1:0'];
  const { DATABASE_URL: _, ...env } = process.env; // a private database, whatever else is set
  const child = spawn(BINARY, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ended = new Promise((done) => child.once('close', done));
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = new Promise((done, fail) => {
    const hear = (text) => {
      said += text;
      const at = /The map: (http:\/\/\S+)/.exec(said);
      if (at) done(new URL(at[1]).origin);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', (e) => fail(new Error(`${BINARY} cannot be run (${e.message}); build it first: make build`)));
    void ended.then((code) => fail(new Error(`the demo ended with ${code}:\n${said.slice(-2000)}`)));
    setTimeout(() => fail(new Error(`the demo was not ready after ${LONGEST / 1000} s:\n${said.slice(-2000)}`)), LONGEST).unref();
  });
  try {
    return { url: await url, own: true, stop };
  } catch (e) {
    await stop();
    throw e;
  }
}
