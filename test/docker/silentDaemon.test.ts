import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { engineTrial } from './support/engineTrial';

describe('a daemon that takes the connection and says nothing', function () {
  this.timeout(30_000);
  const trial = engineTrial();
  const path = join(trial.directory, 'silent.sock');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });

  before((done) => {
    server.listen(path, done);
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(path, { force: true });
    await trial.dispose();
  });

  it('is given up at once when somebody asks for another try', async () => {
    const engine = trial.engine({ env: { DOCKER_HOST: `unix://${path}` } });
    const states: string[] = [];
    const unreachable = new Promise<void>((resolve) => {
      engine.onDidChangeConnection(({ status }) => {
        states.push(status);
        if (status === 'unreachable') resolve();
      });
    });
    await new Promise((resolve) => server.once('connection', resolve));
    assert.equal(engine.connection.status, 'connecting');
    engine.reconnect();
    await unreachable;
    assert.deepEqual(states, ['unreachable']);
  });

  it('is unreachable after ten seconds', async () => {
    const engine = trial.engine({ env: { DOCKER_HOST: `unix://${path}` } });
    await new Promise<void>((resolve) => {
      engine.onDidChangeConnection(({ status }) => status === 'unreachable' && resolve());
    });
    assert.ok('args' in engine.connection && engine.connection.args.detail === 'no answer');
  });
});
