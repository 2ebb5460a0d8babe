using System.Diagnostics;
using LoadProbe.Capture;

namespace LoadProbe.Benchmarks;

/// <summary>
/// How long a capture of one frame takes, alone: read, dissected and reported, the first time after the same frame with nothing behind its headers, then over and over; and the frame
/// among many in a row. For frames that are made to hold a reader up, as one with a TCP option of length 0.
/// </summary>
internal static class FrameTime
{
    private const int FileHeader = 24, Headers = 16 + 14 + 20 + 20, InARow = 100_000;

    public static int Run(string file, int times)
    {
        byte[] capture = File.ReadAllBytes(file), many = new byte[FileHeader + (capture.Length - FileHeader) * InARow];
        capture.AsSpan(0, FileHeader).CopyTo(many);
        for (int i = 0; i < InARow; i++) capture.AsSpan(FileHeader).CopyTo(many.AsSpan(FileHeader + i * (capture.Length - FileHeader)));

        byte[] harmless = [.. capture.AsSpan(0, FileHeader + Headers), .. new byte[capture.Length - FileHeader - Headers]];
        TimeSpan compiled = Take(harmless, file, out _);
        for (int i = 0; i < times; i++) Take(harmless, file, out _);
        TimeSpan first = Take(capture, file, out long frames);
        var warm = new TimeSpan[times];
        for (int i = 0; i < times; i++) warm[i] = Take(capture, file, out _);
        // The first tenth is what the runtime compiles anew.
        TimeSpan[] steady = [.. warm.Skip(times / 10).Order()];
        TimeSpan row = Enumerable.Range(0, 5).Min(round => Take(many, file, out _));
        Console.WriteLine($"{Path.GetFileName(file)}, {frames} frames: a harmless one {compiled.TotalMilliseconds:F1} ms with what the runtime compiles; after {times} of those this one the first time {first.TotalMicroseconds:F0} µs; then {steady[steady.Length / 2].TotalMicroseconds:F1} µs, of {steady.Length} times at most {steady[^1].TotalMicroseconds:F1} µs; among {InARow} in a row {row.TotalNanoseconds / InARow / frames:F0} ns a frame");
        return 0;
    }

    private static TimeSpan Take(byte[] capture, string file, out long frames)
    {
        long begun = Stopwatch.GetTimestamp();
        frames = CaptureAnalysis.Run(new MemoryStream(capture), file)!.Packets;
        return Stopwatch.GetElapsedTime(begun);
    }
}
