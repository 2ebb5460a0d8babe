using System.Threading.Channels;

namespace LoadProbe.Link.Tests;

/// <summary>Reading what arrives at an end, with a deadline.</summary>
internal static class Ends
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>The next message of a kind; others are passed over.</summary>
    public static async Task<T> NextAsync<T>(this ChannelReader<DownMessage> inbox)
        where T : DownMessage
    {
        using var late = new CancellationTokenSource(Deadline);
        while (true)
        {
            if (await inbox.ReadAsync(late.Token) is T wanted) return wanted;
        }
    }

    /// <summary>The next message of a kind; others are passed over.</summary>
    public static async Task<(string Agent, T Message)> NextAsync<T>(this ChannelReader<FromAgent> inbox)
        where T : UpMessage
    {
        using var late = new CancellationTokenSource(Deadline);
        while (true)
        {
            FromAgent next = await inbox.ReadAsync(late.Token);
            next.Receipt?.Stored();
            if (next.Message is T wanted) return (next.Agent, wanted);
        }
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var late = new CancellationTokenSource(Deadline);
        while (!holds())
        {
            Assert.False(late.IsCancellationRequested, $"it did not come to it: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }
}
