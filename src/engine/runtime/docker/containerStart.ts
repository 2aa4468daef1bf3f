import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { asWritten } from './asWritten';
import { statusOf, toEngineError } from './errors';

/** CRI StartContainer; one that runs already has been started. */
export async function startContainer(docker: Docker, containerId: string, name: string): Promise<void> {
  const container = docker.getContainer(containerId);
  try {
    await container.start();
  } catch (error) {
    if (statusOf(error) === 304) return;
    const { code, args } = toEngineError(error, { container: name });
    if (statusOf(error) === undefined || args.detail === undefined) throw new EngineError(code, args, error);
    const inspect = await container.inspect().catch(() => undefined);
    const detail = inspect ? asWritten(args.detail, inspect) : code;
    throw new EngineError(code, { ...args, detail }, error);
  }
}
