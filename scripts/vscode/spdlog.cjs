// Stands in for VS Code's native module @vscode/spdlog, which is not compiled here: without it every output channel
// stays empty. The same interface, writing at once and without rotation.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = 0;
    this.formatted = true;
    levels.forEach((level, rank) => {
      this[level] = (message) => this.write(level, rank, message);
    });
  }

  write(level, rank, message) {
    if (rank < this.level) return;
    const [day, time] = new Date().toISOString().split(/[TZ]/);
    const line = this.formatted
      ? `${day} ${time} [${level === 'warn' ? 'warning' : level}] ${message}\n`
      : message;
    appendFileSync(this.file, line);
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  clearFormatters() {
    this.formatted = false;
  }

  setPattern() {}
  flush() {}
  drop() {}
}

async function createLogger(name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
}

// One by one: VS Code imports them by name from an ES module.
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
