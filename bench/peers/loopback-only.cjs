'use strict';
// Loaded into every peer that runs on Node: whatever it is configured to do, it reaches this machine only.
const { Socket } = require('node:net');

const { connect } = Socket.prototype;
Socket.prototype.connect = function connectToLoopback(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof options === 'object' ? options.host : typeof args[1] === 'string' ? args[1] : undefined;
  const isLocal = host === undefined || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
  if (isLocal) return connect.apply(this, args);
  process.nextTick(() => this.destroy(new Error('Only loopback can be reached here.')));
  return this;
};
