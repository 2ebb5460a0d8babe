using System.Text.Json.Nodes;

namespace LoadProbe.Link;

/// <summary>What a user of the NATS server may say and hear. An empty list would mean everything: none is.</summary>
internal sealed record Grants(IReadOnlyList<string> Says, IReadOnlyList<string> Hears)
{
    /// <summary>An agent speaks for itself only, and hears only what is meant for it.</summary>
    public static Grants OfAgent(string agent) => new(
        [Subjects.Beat(agent), Subjects.Skip(agent), Subjects.Ack("*", agent), Subjects.Snapshot("*", agent), Subjects.Live("*", agent), Subjects.Result(agent), Subjects.Attachment(agent), Subjects.Clock, Subjects.Renew(agent)],
        [Subjects.Command(agent), Subjects.AllLeases(agent), $"{Subjects.Inbox(agent)}.>"]);

    /// <summary>Who is invited asks, and hears the answer.</summary>
    public static Grants OfInvitation(string id) => new([Subjects.Join(id)], [$"{Subjects.JoinInbox(id)}.>"]);

    /// <summary>The controller hears all agents, orders each, answers, and keeps the streams.</summary>
    public static Grants OfController() => new(
        [
            Subjects.Command("*"), Subjects.Lease("*", "*"), $"{Subjects.Inbox("*")}.>", $"{Subjects.JoinInbox("*")}.>",
            .. OfStream(Subjects.Snapshots), .. OfStream(Subjects.Results), .. OfStream(Subjects.Attachments),
        ],
        [Subjects.AllBeats, Subjects.AllSkips, Subjects.AllAcks, Subjects.AllLive, Subjects.Clock, Subjects.Renew("*"), Subjects.Join("*"), $"{Subjects.ControllerInbox}.>"]);

    public JsonObject Claims(string account) => new()
    {
        ["pub"] = Allow(Says),
        ["sub"] = Allow(Hears),
        ["subs"] = -1,
        ["data"] = -1,
        ["payload"] = -1,
        ["issuer_account"] = account,
    };

    private static IEnumerable<string> OfStream(string stream) =>
    [
        $"$JS.API.STREAM.CREATE.{stream}", $"$JS.API.STREAM.UPDATE.{stream}", $"$JS.API.STREAM.INFO.{stream}",
        $"$JS.API.CONSUMER.CREATE.{stream}.>", $"$JS.API.CONSUMER.DURABLE.CREATE.{stream}.*", $"$JS.API.CONSUMER.INFO.{stream}.*",
        $"$JS.API.CONSUMER.MSG.NEXT.{stream}.*", $"$JS.ACK.{stream}.>",
    ];

    private static JsonObject Allow(IEnumerable<string> subjects) => new() { ["allow"] = new JsonArray([.. subjects.Select(s => (JsonNode)s)]) };
}
