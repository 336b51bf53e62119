// Preloaded into each child: when the lab is gone, however it went, the child ends as if it had been asked to.

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
