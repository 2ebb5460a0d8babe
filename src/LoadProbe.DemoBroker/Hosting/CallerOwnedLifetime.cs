using Microsoft.Extensions.Hosting;

namespace LoadProbe.DemoBroker;

/// <summary>Leaves Ctrl-C and SIGTERM to whoever started the broker; the default lifetime would stop each host on its own.</summary>
internal sealed class CallerOwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
