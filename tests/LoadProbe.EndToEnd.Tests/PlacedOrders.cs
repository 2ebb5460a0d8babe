using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What orders a run has placed at a brokerage: more than are written to look for, and its load has begun.</summary>
internal static class PlacedOrders
{
    /// <summary>The run whose outbox is under a folder of state, once it has placed more than so many orders.</summary>
    public static async Task<string> UntilAsync(int orders, Uri broker, HttpClient control, string state, Running pressing)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string folder = $"{state}/loadprobe/outbox";
        while (true)
        {
            if (Directory.Exists(folder) && Directory.GetFiles(folder).FirstOrDefault() is { } outbox)
            {
                string run = Path.GetFileNameWithoutExtension(outbox);
                if ((await control.GetFromJsonAsync<JsonElement>(new Uri(broker, $"/control/keys?run={run}"))).GetProperty("placed").GetInt32() > orders) return run;
            }

            Assert.False(late.IsCancellationRequested, $"it did not begin\n{string.Join('\n', pressing.Lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
