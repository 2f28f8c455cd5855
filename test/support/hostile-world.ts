import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { folder, makePipe, RANDOM, write } from './files.ts';

/** Planted in everything that must never be read. */
export const CANARY = `CANARY-${RANDOM}`;

/** A project with all that leads out of it, beside things that nobody may have. */
export async function hostileWorld(): Promise<{ project: string; outside: string }> {
  const world = folder();
  const [project, outside] = [path.join(world, 'project'), path.join(world, 'outside')];
  write(world, {
    'outside/secret.txt': CANARY,
    'outside/deep/secret.txt': CANARY,
    'project-twin/secret.txt': CANARY,
    'secret.txt': CANARY,
    'project/plain.txt': 'plain',
    'project/src/a.ts': 'export const a = 1;\n',
    'project/%2e%2e/plain.txt': 'a folder that is called like an encoding',
  });
  const link = (to: string, name: string) => symlinkSync(to, path.join(project, name));
  link('../outside/secret.txt', 'link.txt');
  link(path.join(outside, 'secret.txt'), 'absolute-link.txt');
  link('../outside', 'link');
  link('..', 'up');
  link('/', 'top');
  link('link.txt', 'link-to-link.txt');
  link('src/../link.txt', 'link-in-turns.txt');
  link('loop-b', 'loop-a');
  link('loop-a', 'loop-b');
  link('nothing', 'dead');
  link('../outside/nothing', 'dead-outside');
  link('/dev/zero', 'zero');
  link('/dev/stdin', 'stdin');
  link('/proc/self/environ', 'environ');
  link('/proc/self/cwd', 'cwd');
  link('/proc/self/root', 'proc-root');
  link('/etc/passwd', 'passwd');
  link('../project-twin', 'twin');
  link('.env', 'settings.txt');
  link('plain.txt', '.env.production');
  makePipe(path.join(project, 'pipe'));
  makePipe(path.join(project, 'pipe.ts'));
  link('pipe', 'pipe-link');
  await listenOn(path.join(project, 'socket'));
  plantSecrets(project);
  return { project, outside };
}

/** Names that stand for secrets, in small letters; each is planted. */
export const SECRET_NAMES = [
  '.env',
  '.env.local',
  '.env.development.local',
  'prod.env',
  '.envrc',
  '.dev.vars',
  '.npmrc',
  '.pypirc',
  '.netrc',
  '_netrc',
  '.git-credentials',
  '.pgpass',
  '.htpasswd',
  '.ssh/id_rsa',
  '.ssh/work',
  'id_ed25519',
  'id_ecdsa_sk',
  '.aws/credentials',
  '.kube/config',
  '.docker/config.json',
  '.gnupg/secring.gpg',
  'certificate.p12',
  'store.jks',
  'key.ppk',
  'terraform.tfstate',
  'terraform.tfstate.backup',
  'service-account.json',
  'client_secret_1234.apps.googleusercontent.com.json',
  'app-firebase-adminsdk-x1y2z.json',
  'application_default_credentials.json',
  'credentials.json',
  'secrets.yaml',
  '.config/runapi/config.json',
  '.config/gh/hosts.yml',
  '.cargo/credentials.toml',
  '.bash_history',
  'config/master.key',
  '.env~',
  'id_rsa.bak',
  'deploy_ed25519',
  'ssh_host_rsa_key',
  'kubeconfig.yaml',
  'terraform.tfvars',
  'token.txt',
  'api_key.txt',
  'passwords.txt',
  '.password',
  'rclone.conf',
] as const;

function plantSecrets(project: string): void {
  write(project, Object.fromEntries(SECRET_NAMES.map((name) => [name, CANARY])));
  write(project, { '.ENV.Staging': CANARY, ID_RSA: CANARY });
  mkdirSync(path.join(project, 'hard'));
  // A hard link is the file itself; its own name has to tell.
  linkSync(path.join(project, '.env'), path.join(project, 'hard', '.env'));
}

async function listenOn(file: string): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => {
    server.listen(file, resolve);
  });
}
