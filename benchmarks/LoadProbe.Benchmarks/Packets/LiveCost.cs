using System.Diagnostics;
using System.Globalization;
using System.Net;
using LoadProbe.Capture;

namespace LoadProbe.Benchmarks;

/// <summary>What a capture of loopback costs at so many segments a second, whether it keeps the packets on disk or not, and what the kernel had no room for.</summary>
internal static class LiveCost
{
    public static async Task<int> RunAsync(int seconds, IReadOnlyList<int> rates)
    {
        Console.WriteLine("segments/s due | kept on disk | sent | captured | packets/s | kernel drops | CPU, % of a core");
        foreach (int rate in rates)
        {
            foreach (bool kept in (bool[])[false, true]) await OneAsync(rate, seconds, kept);
        }

        return 0;
    }

    private static async Task OneAsync(int rate, int seconds, bool kept)
    {
        int port = Port.Free();
        string folder = Directory.CreateTempSubdirectory("loadprobe-live-").FullName;
        using PacketRing? ring = kept ? PacketRing.Open(new RingOptions { Folder = folder }, out _) : null;
        CaptureStart start = LiveCapture.TryStart([new IPEndPoint(IPAddress.Loopback, port)], new CaptureOptions { Ring = ring });
        if (start.Capture is not { } capture)
        {
            Console.WriteLine($"{start.Reason}: {start.Detail}");
            return;
        }

        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long begun = Stopwatch.GetTimestamp();
        using Process flood = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["flood", port.ToString(CultureInfo.InvariantCulture), rate.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        string sent = (await flood.StandardOutput.ReadToEndAsync()).Trim();
        await flood.WaitForExitAsync();
        CaptureResult result = await capture.StopAsync();
        self.Refresh();
        double took = Stopwatch.GetElapsedTime(begun).TotalSeconds, spent = (self.TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate} | {(kept ? "yes" : "no")} | {sent} | {result.Packets} | {result.Packets / took:F0} | {result.KernelDrops} | {100 * spent / took:F0}"));
        Directory.Delete(folder, recursive: true);
    }
}
