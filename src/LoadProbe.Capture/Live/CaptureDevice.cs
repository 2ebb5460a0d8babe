using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using SharpPcap;
using SharpPcap.LibPcap;

namespace LoadProbe.Capture;

/// <summary>One open device and the thread that reads it into the flow table. The thread alone touches libpcap.</summary>
internal sealed class CaptureDevice
{
    // Between two batches others may look at the table.
    private const int Batch = 256;
    private readonly LibPcapLiveDevice device;
    private readonly FlowTable table;
    private readonly CaptureOptions options;
    private readonly TimeProvider time;
    private readonly int timeout;
    private readonly ConcurrentQueue<Flush> requests = [];
    private readonly List<Flush> flushing = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool stopping;
    private string? filter;

    private sealed class Flush(long until)
    {
        public readonly TaskCompletionSource Done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public readonly long Until = until;
        public int Silences;
    }

    private CaptureDevice(LibPcapLiveDevice device, FlowTable table, CaptureOptions options, TimeProvider time)
    {
        (this.device, this.table, this.options, this.time) = (device, table, options, time);
        timeout = Math.Max(1, (int)options.ReadTimeout.TotalMilliseconds);
    }

    /// <summary>Guarded by the table's lock.</summary>
    public DropLog Drops { get; } = new();

    /// <summary>Why the thread ended by itself.</summary>
    public string? Failure { get; private set; }

    public Task Ended => ended.Task;

    /// <exception cref="PcapException">What libpcap says against it.</exception>
    public static CaptureDevice Open(LibPcapLiveDevice device, string filter, CaptureOptions options, FlowTable table, TimeProvider time)
    {
        device.Open(new DeviceConfiguration
        {
            Mode = DeviceModes.None,
            Snaplen = options.SnapLength,
            ReadTimeout = (int)options.ReadTimeout.TotalMilliseconds,
            BufferSize = options.BufferBytes,
            // Immediate delivery would choose a ring of few fixed slots and lose packets.
            Immediate = false,
            TimestampResolution = TimestampResolution.Nanosecond,
        });
        try
        {
            device.Filter = filter;
            device.NonBlockingMode = true;
        }
        catch
        {
            device.Close();
            throw;
        }
        return new CaptureDevice(device, table, options, time);
    }

    /// <summary>A thread of its own: the pool belongs to the requests that are measured.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "capture " + device.Name, Priority = ThreadPriority.AboveNormal }.Start();

    public void Close() => device.Close();

    public void Stop() => stopping = true;

    /// <summary>Takes another filter as soon as the thread comes to it.</summary>
    public void Take(string text) => Interlocked.Exchange(ref filter, text);

    /// <summary>Ends when every packet of before the call is in the table, or the thread has ended.</summary>
    public Task FlushAsync()
    {
        var flush = new Flush(Now());
        requests.Enqueue(flush);
        return Task.WhenAny(flush.Done.Task, ended.Task);
    }

    private long Now() => Nanoseconds.Of(time.GetUtcNow());

    private void Run()
    {
        try
        {
            Loop();
        }
        catch (Exception fault)
        {
            // A fault of ours ends the capture and is reported with it; it must not end the run that is captured.
            Failure = fault.ToString();
        }
        finally
        {
            device.Close();
            ended.SetResult();
        }
    }

    private unsafe void Loop()
    {
        nint handle = device.Handle.DangerousGetHandle();
        int linkType = (int)device.LinkType;
        int kept = options.Ring?.Register(device.Name, linkType, options.SnapLength) ?? 0;
        var descriptor = new LibPcap.PollDescriptor { Descriptor = LibPcap.pcap_get_selectable_fd(handle), Events = 1 };
        bool last;
        do
        {
            last = stopping;
            while (requests.TryDequeue(out Flush? request)) flushing.Add(request);
            if (Interlocked.Exchange(ref filter, null) is { } other) Change(other);
            int ready = LibPcap.poll(&descriptor, 1, timeout);
            long latest = 0;
            while (TryBatch(handle, linkType, kept, ref latest)) { }
            lock (table) LookAtDrops(handle);
            // A pause is the time to write, and what was seen survives a crash.
            if (ready == 0) options.Ring?.Flush();
            Answer(silent: ready == 0 && latest == 0, latest);
        }
        while (!last && Failure is null);
    }

    // libpcap lets nothing in while it changes a filter, so that nothing comes that the new one would not take.
    private void Change(string text)
    {
        try
        {
            device.Filter = text;
        }
        catch (PcapException)
        {
            // It is too long for the kernel, say: that of before stays.
        }

        lock (table) Drops.Mark(Now());
    }

    /// <returns>True when more may be waiting.</returns>
    private unsafe bool TryBatch(nint handle, int linkType, int kept, ref long latest)
    {
        lock (table)
        {
            for (int i = 0; i < Batch; i++)
            {
                LibPcap.Header* header;
                byte* data;
                int result = LibPcap.pcap_next_ex(handle, &header, &data);
                if (result == 1)
                {
                    latest = header->Seconds * 1_000_000_000L + header->Fraction;
                    var packet = new CapturedPacket
                    {
                        Time = latest,
                        LinkType = linkType,
                        WireLength = (int)header->Wire,
                        Bytes = new ReadOnlySpan<byte>(data, (int)header->Captured),
                    };
                    table.Add(packet);
                    options.Ring?.Add(kept, packet);
                    continue;
                }
                if (result < 0) Failure = string.Create(CultureInfo.InvariantCulture, $"{device.Name}: {Marshal.PtrToStringUTF8((nint)LibPcap.pcap_geterr(handle))} ({result})");
                return false;
            }
        }
        return true;
    }

    private unsafe void LookAtDrops(nint handle)
    {
        LibPcap.Statistics statistics;
        if (LibPcap.pcap_stats(handle, &statistics) == 0) Drops.Look(statistics.Dropped, Now());
    }

    // The kernel hands packets over in order and at the latest one read timeout after they came: a later packet, or two silent waits, end a flush.
    private void Answer(bool silent, long latest)
    {
        for (int i = flushing.Count - 1; i >= 0; i--)
        {
            Flush flush = flushing[i];
            if (silent) flush.Silences++;
            if (flush.Silences < 2 && latest <= flush.Until) continue;
            flushing.RemoveAt(i);
            flush.Done.SetResult();
        }
    }
}
