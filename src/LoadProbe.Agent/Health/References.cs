using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Agent;

/// <summary>
/// Whether this machine has a network at all: one of its reference targets takes a connection. They are only dialled when a run has failed,
/// and once for all that fail at the same time.
/// </summary>
internal sealed class References(IReadOnlyList<DnsEndPoint> targets, TimeProvider time)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<bool>? _answer;
    private long _asked;

    /// <summary>Null when one is reached, or there are none.</summary>
    public async Task<OwnFault?> FaultAsync()
    {
        if (targets.Count == 0) return null;
        Task<bool> answer;
        lock (_lock)
        {
            if (_answer is null || time.GetElapsedTime(_asked) > Within) (_answer, _asked) = (AnyAsync(), time.GetTimestamp());
            answer = _answer;
        }

        return await answer.ConfigureAwait(false) ? null : new OwnFault(OwnFaultKind.Network, $"the agent reaches none of its references ({string.Join(", ", targets.Select(t => $"{t.Host}:{t.Port}"))})");
    }

    private async Task<bool> AnyAsync()
    {
        bool[] reached = await Task.WhenAll(targets.Select(ReachedAsync)).ConfigureAwait(false);
        return reached.Contains(true);
    }

    private async Task<bool> ReachedAsync(DnsEndPoint target)
    {
        using var late = new CancellationTokenSource(Within, time);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target.Host.Trim('[', ']'), target.Port, late.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
