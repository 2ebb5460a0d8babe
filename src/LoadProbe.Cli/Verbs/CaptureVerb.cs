using System.CommandLine;
using System.Net.Http.Headers;
using LoadProbe.Capture;

namespace LoadProbe.Cli;

/// <summary>Takes out of the packets that an agent keeps.</summary>
internal static class CaptureVerb
{
    public static Command Create(CancellationToken stop) => new("capture", "The packets that an agent keeps") { Fetch(stop) };

    private static Command Fetch(CancellationToken stop)
    {
        var source = new Argument<string>("source") { Description = "An agent's address, such as https://10.0.0.7:9115, or the folder in which it keeps them" };
        var output = new Option<string?>("--output") { Description = "A pcapng file for them; else standard output" };
        var token = new Option<string?>("--token-file") { Description = "The file with the token that the agent asks for" };
        var packets = new PacketOptions();
        var verb = new Command("fetch", "Take packets out as a pcapng file, for analyze or Wireshark") { source, output, token };
        packets.AddTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            if (packets.Read(parsed, TimeProvider.System.GetUtcNow()) is not { } filter) return ExitCode.Usage;
            string from = parsed.GetValue(source)!;
            try
            {
                if (Uri.TryCreate(from, UriKind.Absolute, out Uri? agent) && agent.Scheme is "http" or "https")
                {
                    string? secret = parsed.GetValue(token) is { } file ? (await File.ReadAllTextAsync(file, stop)).Trim() : null;
                    return await AskAsync(new Uri(agent, $"packets?{packets.Query(parsed)}"), secret, parsed.GetValue(output), stop);
                }

                if (!Directory.Exists(from)) return Screen.Complain($"{from} is neither the address of an agent nor a folder");
                if (PacketRing.OpenToRead(from) is not { } ring) return Screen.Complain($"{from}: no agent keeps packets there");
                await using Stream written = Output(parsed.GetValue(output));
                return Told(ring.Extract(filter, written, long.MaxValue, bare: false, stop).Packets);
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                return Screen.Complain(refusal.Message);
            }
        });
        return verb;
    }

    private static async Task<int> AskAsync(Uri address, string? token, string? output, CancellationToken stop)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!answer.IsSuccessStatusCode)
            {
                Screen.Complain($"{address.GetLeftPart(UriPartial.Authority)}: {(int)answer.StatusCode} {(await answer.Content.ReadAsStringAsync(stop)).TrimEnd()}");
                return ExitCode.Environment;
            }

            await using Stream written = Output(output);
            await answer.Content.CopyToAsync(written, stop);
            return Told(answer.Headers.TryGetValues("LoadProbe-Packets", out IEnumerable<string>? count) && long.TryParse(count.First(), out long packets) ? packets : null);
        }
        catch (HttpRequestException refused)
        {
            Screen.Complain($"{address.GetLeftPart(UriPartial.Authority)}: {refused.Message}");
            return ExitCode.Environment;
        }
    }

    private static Stream Output(string? file) => file is null ? Console.OpenStandardOutput() : File.Create(file);

    private static int Told(long? packets)
    {
        if (packets is { } count) Console.Error.WriteLine(count == 1 ? "1 packet" : $"{count} packets");
        return ExitCode.Pass;
    }
}
