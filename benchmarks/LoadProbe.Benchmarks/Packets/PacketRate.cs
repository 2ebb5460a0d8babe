using System.Diagnostics;
using LoadProbe.Capture;

namespace LoadProbe.Benchmarks;

/// <summary>How many packets a second are dissected: a capture from memory, so many times in a row, the best of some rounds, by the processor time spent.</summary>
internal static class PacketRate
{
    private const int Rounds = 12, FileHeader = 24;

    public static int Run(string file, int times)
    {
        byte[] one = File.ReadAllBytes(file), all = new byte[FileHeader + (one.Length - FileHeader) * times];
        one.AsSpan(0, FileHeader).CopyTo(all);
        for (int i = 0; i < times; i++) one.AsSpan(FileHeader).CopyTo(all.AsSpan(FileHeader + i * (one.Length - FileHeader)));
        using var self = Process.GetCurrentProcess();
        TimeSpan best = TimeSpan.MaxValue;
        long packets = 0;
        for (int round = 0; round < Rounds; round++)
        {
            self.Refresh();
            TimeSpan before = self.TotalProcessorTime;
            packets = CaptureAnalysis.Run(new MemoryStream(all), file)!.Packets;
            self.Refresh();
            TimeSpan spent = self.TotalProcessorTime - before;
            if (spent < best) best = spent;
        }
        Console.WriteLine($"{packets} packets of {all.Length / packets} bytes: {packets / best.TotalSeconds / 1e6:F2} million a second of processor time, {all.Length / best.TotalSeconds / 1e9:F2} GB/s");
        return 0;
    }
}
