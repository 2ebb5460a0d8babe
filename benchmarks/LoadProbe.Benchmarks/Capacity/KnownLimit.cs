using System.Globalization;
using LoadProbe.EndToEnd.Tests;

namespace LoadProbe.Benchmarks;

/// <summary>A server of so many workers, each busy for so long with a request, until standard input ends; then it says what its limit really was.</summary>
internal static class KnownLimit
{
    public static async Task<int> RunAsync(int workers, TimeSpan work)
    {
        using var server = new LimitedServer(workers, work);
        Console.Error.WriteLine($"listening on {server.Address.GetLeftPart(UriPartial.Authority)}");
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        Console.WriteLine(server.Limit.ToString("0.0", CultureInfo.InvariantCulture));
        return 0;
    }
}
