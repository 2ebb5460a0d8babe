using System.Buffers.Binary;
using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>Asks the controller for the time, and answers: eight bytes of UTC ticks, and eight of the epoch in which it leads.</summary>
internal static class ClockTalk
{
    public static byte[] Answer(TimeProvider time, long epoch)
    {
        byte[] bytes = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, time.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), epoch);
        return bytes;
    }

    /// <summary>Null when nobody answers.</summary>
    public static async Task<(ClockSample Sample, long Epoch)?> AskAsync(Line line, TimeProvider time, CancellationToken token)
    {
        if (!line.IsOpen) return null;
        try
        {
            DateTimeOffset asked = time.GetUtcNow();
            long began = time.GetTimestamp();
            NatsMsg<byte[]> answer = await line.Connection.RequestAsync<byte[], byte[]>(Subjects.Clock, [], cancellationToken: token).ConfigureAwait(false);
            TimeSpan roundTrip = time.GetElapsedTime(began);
            // A later version may say more.
            if (answer.Data is not { Length: >= 2 * sizeof(long) } bytes) return null;
            long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            long epoch = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(long)));
            return ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks ? null : (new ClockSample(asked, roundTrip, new DateTimeOffset(ticks, TimeSpan.Zero)), epoch);
        }
        catch (Exception e) when (Line.IsDown(e, token))
        {
            return null;
        }
    }
}
