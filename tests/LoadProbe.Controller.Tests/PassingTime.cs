using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>A clock of the test's, that has to run for something to end.</summary>
internal static class PassingTime
{
    private const int Seconds = 1_000;

    /// <summary>Lets the clock run, a second at a time, until this has ended.</summary>
    public static async Task WhileAsync(this FakeTimeProvider time, Task ending)
    {
        for (int i = 0; i < Seconds && !ending.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        Assert.True(ending.IsCompleted, $"it did not end in {Seconds} seconds");
        await ending;
    }
}
