using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using LoadProbe.Capture;

namespace LoadProbe.Agent;

/// <summary>
/// The captures beside the probes: one for each target, started when first needed and shared. Where packets cannot be
/// had, steps get what the kernel knows of their connection, and the reason.
/// </summary>
/// <param name="wanted">Whether packets are captured at all.</param>
/// <param name="ring">Where they are kept as well; null = nowhere. It is disposed with this.</param>
/// <param name="time">Its clock.</param>
public sealed class PacketWatch(bool wanted, PacketRing? ring, TimeProvider time) : IAsyncDisposable
{
    // What was sent before the first step's clock was read is of it too.
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(20);

    private readonly CaptureOptions _options = new() { Ring = ring };
    private readonly ConcurrentDictionary<string, (string Host, int Port)> _targets = [];
    private readonly ConcurrentDictionary<(string Host, int Port), Task<CaptureStart>> _captures = new();

    public bool IsWanted => wanted;

    /// <summary>The packets kept; null = none are.</summary>
    public PacketRing? Ring => ring;

    /// <summary>Whether this machine lets us capture; tried on loopback.</summary>
    public bool IsAvailable
    {
        get
        {
            if (!wanted) return false;
            CaptureStart tried = LiveCapture.TryLoopback(time);
            _ = tried.Capture?.DisposeAsync().AsTask();
            return tried.Capture is not null;
        }
    }

    /// <summary>Makes sure that the packets of a journey are captured from now on.</summary>
    public async ValueTask<PacketScope> BeginAsync(Journey journey, CancellationToken token)
    {
        if (!wanted) return new PacketScope(null);
        // Through a proxy the packets are those to the proxy.
        Uri address = journey.Target.Proxy?.Address ?? journey.Target.Address;
        // Dials may go to other ports of the target than its own.
        bool elsewhere = journey.Steps.Any(s => s is TcpStep { Address: not null } or TlsStep { Address: not null });
        (string Host, int Port) place = (address.IdnHost, elsewhere ? 0 : Math.Max(0, address.Port));
        _targets[journey.Target.Name] = place;
        return new PacketScope(await _captures.GetOrAdd(place, key => StartAsync(key.Host, key.Port, token)).ConfigureAwait(false));
    }

    /// <summary>
    /// The kept packets of a run's last attempt as a pcapng file, without what was said: of the connection of a step where it had one, else all
    /// to and from the target meanwhile, others' too. Null where there are none.
    /// </summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public async ValueTask<byte[]?> PacketsAsync(ProbeResult result, StepResult? step, int most, CancellationToken token)
    {
        if (ring is null || !_targets.TryGetValue(result.Target, out (string Host, int Port) place) || !_captures.TryGetValue(place, out Task<CaptureStart>? start)) return null;
        if ((await start.ConfigureAwait(false)).Capture is not { } capture) return null;
        await capture.FlushAsync(token).ConfigureAwait(false);
        int[] ports = step?.Connection is { } use ? [use.Local.Port] : place.Port > 0 ? [place.Port] : [];
        var filter = new PacketFilter(capture.Targets.Select(t => t.Address), ports, result.Journey.Started - Before, time.GetUtcNow());
        using var file = new MemoryStream();
        return ring.Extract(filter, file, most, bare: true, token).Packets > 0 ? file.ToArray() : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Task<CaptureStart> start in _captures.Values)
        {
            if ((await start.ConfigureAwait(false)).Capture is { } capture) await capture.DisposeAsync().ConfigureAwait(false);
        }

        ring?.Dispose();
    }

    private async Task<CaptureStart> StartAsync(string host, int port, CancellationToken token)
    {
        try
        {
            IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await Dns.GetHostAddressesAsync(host, token).ConfigureAwait(false);
            return LiveCapture.TryStart([.. addresses.Select(a => new IPEndPoint(a, port))], _options, time);
        }
        catch (SocketException e)
        {
            return new CaptureStart(null, CaptureReason.NotSeen, $"{host} could not be looked up: {e.Message}");
        }
    }
}
