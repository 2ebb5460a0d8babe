using System.Net;
using SharpPcap;
using SharpPcap.LibPcap;

namespace LoadProbe.Capture;

/// <summary>
/// Captures the packets of requests while they are made. Needs libpcap and CAP_NET_RAW. Several requests and probes may share one;
/// its members may be called from any thread.
/// </summary>
public sealed class LiveCapture : IAsyncDisposable
{
    /// <summary>Beyond this the capture thread is stuck, and what is there must do.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    /// <summary>Ends beside the targets whose packets are captured too.</summary>
    private const int MostOthers = 64;
    private readonly List<CaptureDevice> devices;
    private readonly CaptureOptions options;
    private readonly FlowTable table;
    private readonly TimeProvider time;
    private readonly List<IPEndPoint> others = [];

    private LiveCapture(List<CaptureDevice> devices, IReadOnlyList<IPEndPoint> targets, CaptureOptions options, FlowTable table, TimeProvider time) =>
        (this.devices, Targets, this.options, this.table, this.time) = (devices, targets, options, table, time);

    /// <summary>Whose packets are captured; port 0 stands for every port.</summary>
    public IReadOnlyList<IPEndPoint> Targets { get; }

    /// <summary>Starts on the devices of the routes to the targets (port 0: every port). Never throws for want of library, permission or device.</summary>
    public static CaptureStart TryStart(IReadOnlyList<IPEndPoint> targets, CaptureOptions? options = null, TimeProvider? time = null)
    {
        options ??= new CaptureOptions();
        time ??= TimeProvider.System;
        if (targets.Count == 0) return CaptureStart.Refused(CaptureReason.FilterError, "no target to capture: give at least one address and port");
        if (!LibPcap.Present) return CaptureStart.Refused(CaptureReason.NoLibpcap, "libpcap is not installed: apt-get install libpcap0.8");

        HashSet<string> names = [];
        foreach (IPEndPoint target in targets)
        {
            if ((options.Device ?? RouteDevice.Find(target.Address)) is not { } name)
                return CaptureStart.Refused(CaptureReason.NoSuchDevice, $"no route to {target.Address}");
            names.Add(name);
        }
        var table = new FlowTable(options.Flows);
        List<CaptureDevice> opened = [];
        foreach (string name in names)
        {
            if (TryOpen(name, targets, options, table, time, opened) is not { } refused) continue;
            foreach (CaptureDevice device in opened) device.Close();
            return refused;
        }
        foreach (CaptureDevice device in opened) device.Start();
        return new CaptureStart(new LiveCapture(opened, targets, options, table, time), null, null);
    }

    /// <summary>Starts on loopback, to find out whether this machine and this user can: a list of devices proves no permission.</summary>
    public static CaptureStart TryLoopback(TimeProvider time) => TryStart([new IPEndPoint(IPAddress.Loopback, 9)], time: time);

    /// <summary>
    /// Captures the packets to and from these ends as well from when it ends on, as far as they go by the devices of the targets. Of more than 64
    /// the latest are. What was under way meanwhile has degraded figures.
    /// </summary>
    public async ValueTask AddAsync(IEnumerable<IPEndPoint> ends, CancellationToken cancellation = default)
    {
        bool known = true;
        lock (others)
        {
            foreach (IPEndPoint end in ends.Select(end => new IPEndPoint(CaptureFilter.Plain(end.Address), end.Port)).Distinct().Where(end => !Targets.Any(target => PacketJoin.Same(end, target) || (target.Port == 0 && CaptureFilter.Plain(target.Address).Equals(end.Address)))))
            {
                known &= others.Remove(end);
                others.Add(end);
                if (others.Count > MostOthers) others.RemoveAt(0);
            }

            if (known) return;
            string filter = CaptureFilter.For([.. Targets, .. others], options.WithDns, options.OwnPortBits);
            foreach (CaptureDevice device in devices) device.Take(filter);
        }

        await FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits until every packet of before the call is in the flows; at most 2 seconds.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        try
        {
            await Task.WhenAll(devices.Select(device => device.FlushAsync())).WaitAsync(FlushLimit, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What has come must do: the figures of what has not are absent.
        }
    }

    /// <summary>What has been seen until now; call <see cref="FlushAsync"/> first for the latest packets.</summary>
    public CaptureResult Snapshot()
    {
        lock (table)
        {
            return new CaptureResult
            {
                Flows = table.Summarize(),
                Dns = table.Dns(),
                Packets = table.Packets,
                Bytes = table.Bytes,
                KernelDrops = devices.Sum(device => device.Drops.Total),
                Evicted = table.Evicted,
                Failure = devices.Select(device => device.Failure).FirstOrDefault(failure => failure is not null),
            };
        }
    }

    /// <summary>The network's part of one request that has ended.</summary>
    public async ValueTask<PacketFigures> FiguresAsync(ConnectionUse use, CancellationToken cancellation = default)
    {
        await FlushAsync(cancellation).ConfigureAwait(false);
        lock (table)
        {
            if (PacketJoin.Find(table.Between(use.Local, use.Remote), use) is not { } figures) return PacketFigures.Absent(Missing());
            long from = Nanoseconds.Of(use.Started), to = Nanoseconds.Of(use.Ended);
            bool dropped = devices.Any(device => device.Drops.Any(from, to));
            return figures with
            {
                KernelDrops = devices.Sum(device => device.Drops.Total),
                Degraded = figures.Degraded || dropped,
                Reason = dropped ? CaptureReason.Drops : figures.Reason,
            };
        }
    }

    /// <summary>The network's part of each request of a browser's journey that has ended; of null, that it had no connection.</summary>
    public async ValueTask<IReadOnlyList<PacketFigures>> PageFiguresAsync(IReadOnlyList<ElementUse?> uses, CancellationToken cancellation = default)
    {
        await FlushAsync(cancellation).ConfigureAwait(false);
        lock (table)
        {
            // All flows are looked through only for connections whose own port is not known.
            List<FlowSummary>? all = null;
            long drops = devices.Sum(device => device.Drops.Total);
            return [.. PageJoin.Find(uses, use => use.Local is { } local ? table.Between(local, use.Remote) : all ??= table.Summarize()).Zip(uses, Judge)];

            PacketFigures Judge(PacketFigures figures, ElementUse? use)
            {
                if (use is null) return figures;
                bool dropped = devices.Any(device => device.Drops.Any(Nanoseconds.Of(use.Sent), Nanoseconds.Of(use.Ended)));
                return figures.Tier == PacketTier.None ? figures with { Reason = figures.Reason == CaptureReason.NotSeen ? Missing() : figures.Reason }
                    : figures with { KernelDrops = drops, Degraded = figures.Degraded || dropped, Reason = dropped ? CaptureReason.Drops : figures.Reason };
            }
        }
    }

    /// <summary>
    /// The network's part of many requests that have ended, as far as their packets are here; call <see cref="FlushAsync"/> first for the latest.
    /// With the packets that the kernel has dropped until now, and why the capture ended by itself.
    /// </summary>
    public (IReadOnlyList<PacketFigures> Figures, long KernelDrops, string? Failure) Figures(IReadOnlyList<ConnectionUse> uses)
    {
        var found = new PacketFigures[uses.Count];
        lock (table)
        {
            // A connection is put together once for all its requests.
            foreach (IGrouping<(IPEndPoint, IPEndPoint), (int At, ConnectionUse Use)> on in uses.Select((use, i) => (At: i, Use: use)).GroupBy(u => (u.Use.Local, u.Use.Remote)))
            {
                List<FlowSummary> flows = table.Between(on.Key.Item1, on.Key.Item2);
                foreach ((int at, ConnectionUse use) in on)
                {
                    bool dropped = devices.Any(device => device.Drops.Any(Nanoseconds.Of(use.Started), Nanoseconds.Of(use.Ended)));
                    found[at] = PacketJoin.Find(flows, use) is not { } figures ? PacketFigures.Absent(Missing())
                        : dropped ? figures with { Degraded = true, Reason = CaptureReason.Drops } : figures;
                }
            }

            return (found, devices.Sum(device => device.Drops.Total), devices.Select(device => device.Failure).FirstOrDefault(failure => failure is not null));
        }
    }

    /// <summary>Ends the capture after the packets that are still with the kernel.</summary>
    public async ValueTask<CaptureResult> StopAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        foreach (CaptureDevice device in devices) device.Stop();
        await Task.WhenAll(devices.Select(device => device.Ended)).ConfigureAwait(false);
        return Snapshot();
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private string Missing() => devices.Any(device => device.Failure is not null) ? CaptureReason.CaptureError : CaptureReason.NotSeen;

    private static CaptureStart? TryOpen(string name, IReadOnlyList<IPEndPoint> targets, CaptureOptions options, FlowTable table, TimeProvider time, List<CaptureDevice> opened)
    {
        string filter = CaptureFilter.For(targets, options.WithDns, options.OwnPortBits);
        try
        {
            // The cached list would miss devices that came later.
            LibPcapLiveDevice? device = LibPcapLiveDeviceList.New().FirstOrDefault(candidate => candidate.Name == name);
            if (device is null) return CaptureStart.Refused(CaptureReason.NoSuchDevice, $"libpcap does not know the device {name}");
            opened.Add(CaptureDevice.Open(device, filter, options, table, time));
            return null;
        }
        catch (DllNotFoundException)
        {
            return CaptureStart.Refused(CaptureReason.NoLibpcap, "libpcap is installed under a name SharpPcap does not know: libpcap.so.0.8 or libpcap.so.1 would be right");
        }
        catch (PcapException refusal)
        {
            return Explain(refusal, name, filter);
        }
    }

    private static CaptureStart Explain(PcapException refusal, string name, string filter) => refusal.Error switch
    {
        PcapError.PermissionDenied or PcapError.PromiscuousPermissionDenied => CaptureStart.Refused(CaptureReason.NoPermission,
            $"capturing on {name} needs CAP_NET_RAW: setcap cap_net_raw+ep on the executable, AmbientCapabilities=CAP_NET_RAW, or --cap-add NET_RAW"),
        PcapError.NoSuchDevice => CaptureStart.Refused(CaptureReason.NoSuchDevice, $"libpcap does not know the device {name}"),
        PcapError.InterfaceNotUp => CaptureStart.Refused(CaptureReason.DeviceDown, $"the device {name} is down"),
        _ when refusal.Message.Contains("filter", StringComparison.OrdinalIgnoreCase) => CaptureStart.Refused(CaptureReason.FilterError, $"{name}: \"{filter}\": {refusal.Message}"),
        _ => CaptureStart.Refused(CaptureReason.CaptureError, $"{name}: {refusal.Message}"),
    };
}
