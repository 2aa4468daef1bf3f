import type { RuntimeEvent } from '../podRuntime';

/**
 * Carries out a stop of a container and resolves as soon as the container has ended: by its `die` event, which Docker
 * sends before it unmounts the container's files, or by the answer to the stop, which comes after. Rejects as the stop
 * does.
 */
export async function stopUntilEnd(
  id: string,
  listeners: Set<(event: RuntimeEvent) => void>,
  stop: () => Promise<void>,
): Promise<void> {
  let listener: (event: RuntimeEvent) => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    listener = (event) => {
      if (event.type === 'container' && event.action === 'die' && event.id === id) resolve();
    };
  });
  listeners.add(listener);
  try {
    await Promise.race([died, stop()]);
  } finally {
    listeners.delete(listener);
  }
}
