// A filter between Postfix and Dovecot that seals each message to one key: LMTP in, LMTP out, nothing on
// disk. Made to be a fair peer: one resident process, connections kept in both directions, sealing
// overlapped, a native X25519 and AES-256-GCM (WebCrypto through OpenPGP.js).
//
//   node sealing-filter.mjs openpgpjs|gpg SOCKET TARGET_SOCKET NODE_MODULES GPG_HOME
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const [means, socketPath, target, modules, gpgHome] = process.argv.slice(2);
const openpgp = await import(path.join(modules, 'openpgp/dist/node/openpgp.min.mjs'));

async function openPgpJs() {
  const { publicKey } = await openpgp.generateKey({
    type: 'curve25519',
    userIDs: [{ email: 'u1@bench.test' }],
    format: 'object',
    config: { v6Keys: true, aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm },
  });
  const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm };
  return async (octets) =>
    openpgp.encrypt({
      message: await openpgp.createMessage({ binary: octets }),
      encryptionKeys: publicKey,
      format: 'armored',
      config,
    });
}

function gpg() {
  mkdirSync(gpgHome, { recursive: true, mode: 0o700 });
  const common = ['--homedir', gpgHome, '--batch', '--no-tty', '--quiet', '--trust-model', 'always'];
  execFileSync('gpg', [...common, '--passphrase', '', '--quick-generate-key', 'u1@bench.test', 'future-default', 'default', 'never']);
  execFileSync('gpgconf', ['--homedir', gpgHome, '--kill', 'all']);
  const words = [...common, '--armor', '--compress-algo', 'none', '--recipient', 'u1@bench.test', '--encrypt'];
  return (octets) =>
    new Promise((resolve, reject) => {
      const child = spawn('gpg', words, { stdio: ['pipe', 'pipe', 'inherit'] });
      const parts = [];
      child.stdout.on('data', (part) => parts.push(part));
      child.on('error', reject);
      child.on('close', (status) => (status === 0 ? resolve(Buffer.concat(parts).toString('latin1')) : reject(new Error(`gpg ended with ${status}`))));
      child.stdin.end(octets);
    });
}

const seal = means === 'gpg' ? gpg() : await openPgpJs();

/** The outer header of the message with an encrypted body (RFC 3156). */
async function sealed(message) {
  const end = message.indexOf('\r\n\r\n');
  const header = message.subarray(0, end + 2).toString('latin1').replace(/^(content-[^:]*|mime-version):.*\r\n([ \t].*\r\n)*/gim, '');
  const armored = (await seal(message)).replace(/\r?\n/g, '\r\n');
  const part = (headers, body) => `--sealed\r\n${headers}\r\n\r\n${body}\r\n`;
  return (
    `${header}MIME-Version: 1.0\r\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=sealed\r\n\r\n` +
    part('Content-Type: application/pgp-encrypted', 'Version: 1') +
    part('Content-Type: application/octet-stream', armored) +
    '--sealed--\r\n'
  );
}

/** Lines of SMTP replies: resolves each final line in order. */
class Replies {
  constructor(socket) {
    this.waiting = [];
    this.text = '';
    socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1');
      for (let end = this.text.indexOf('\r\n'); end >= 0; end = this.text.indexOf('\r\n')) {
        const line = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        if (line[3] !== '-') this.waiting.shift()?.resolve(line);
      }
    });
    const fail = () => this.waiting.splice(0).forEach((each) => each.reject(new Error('the target hung up')));
    socket.on('close', fail).on('error', fail);
  }

  next() {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
}

const idle = [];

async function open() {
  const socket = net.connect(target);
  const replies = new Replies(socket);
  const connection = { socket, replies, usable: true };
  socket.on('close', () => (connection.usable = false));
  await replies.next();
  socket.write('LHLO filter.bench.test\r\n');
  await replies.next();
  return connection;
}

/** One recipient each time, as Postfix hands over one message for one mailbox. */
async function deliver(from, to, text) {
  let connection = idle.pop();
  while (connection && !connection.usable) connection = idle.pop();
  connection ??= await open();
  const { socket, replies } = connection;
  const answers = [replies.next(), replies.next(), replies.next()];
  socket.write(`MAIL FROM:${from}\r\nRCPT TO:${to}\r\nDATA\r\n`);
  const [, , data] = await Promise.all(answers);
  if (!data.startsWith('354')) throw new Error(data);
  const verdict = replies.next();
  socket.write(text.replace(/^\./gm, '..'), 'latin1');
  socket.write('.\r\n');
  const line = await verdict;
  idle.push(connection);
  return line;
}

function serve(socket) {
  let pending = Buffer.alloc(0);
  let inData = false;
  let from = '';
  let to = [];
  let turn = Promise.resolve();
  const reply = (line) => socket.write(`${line}\r\n`);

  function command(line) {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'LHLO') reply('250-filter.bench.test\r\n250-PIPELINING\r\n250 8BITMIME');
    else if (verb === 'MAIL') [from, to] = [line.slice(10).split(' ')[0], []], reply('250 2.1.0 ok');
    else if (verb === 'RCPT') to.push(line.slice(8).split(' ')[0]), reply('250 2.1.5 ok');
    else if (verb === 'DATA') (inData = true), reply('354 go on');
    else if (verb === 'QUIT') reply('221 2.0.0 bye'), socket.end();
    else reply('250 2.0.0 ok');
  }

  async function take(message, sender, recipients) {
    const text = await sealed(message);
    for (const each of recipients) reply(await deliver(sender, each, text));
  }

  function read() {
    for (;;) {
      if (inData) {
        const end = pending.indexOf('\r\n.\r\n');
        if (end < 0) return;
        const stuffed = pending.subarray(0, end + 2).toString('latin1');
        pending = pending.subarray(end + 5);
        inData = false;
        const message = Buffer.from(stuffed.replace(/^\.\./gm, '.'), 'latin1');
        const [sender, recipients] = [from, to];
        turn = turn.then(() => take(message, sender, recipients)).catch((broken) => {
          console.error(broken);
          recipients.forEach(() => reply('451 4.3.0 not now'));
        });
      } else {
        const end = pending.indexOf('\r\n');
        if (end < 0) return;
        const line = pending.subarray(0, end).toString('latin1');
        pending = pending.subarray(end + 2);
        command(line);
      }
    }
  }

  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    read();
  });
  socket.on('error', () => socket.destroy());
  reply('220 filter.bench.test LMTP');
}

process.umask(0);
net.createServer(serve).listen(socketPath);
process.on('SIGTERM', () => process.exit(0));
