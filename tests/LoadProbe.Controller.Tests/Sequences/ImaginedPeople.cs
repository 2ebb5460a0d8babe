namespace LoadProbe.Controller.Tests;

/// <summary>People who propose, approve of, edit and start, each as it comes to them; and a record of their own of what may run.</summary>
internal sealed class ImaginedPeople(ImaginedWorld world, Random random)
{
    private static readonly string[] Names = ["Ada", "Bob", "Carol", "Dan"];
    private readonly Dictionary<string, Wanted> _wanted = [];

    /// <summary>One of them does something.</summary>
    /// <returns>A word for it; null = nothing came of it.</returns>
    public async Task<string?> ActAsync()
    {
        string who = Names[random.Next(Names.Length)];
        // Whoever is of the team may approve of whatever it is.
        var caller = new Caller($"{who} (key)", who, ["trading"]);
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                (Proposal? proposal, _) = await world.Controller.Proposals.ProposeAsync("press", caller, TimeSpan.FromMinutes(random.Next(1, 120)), ImaginedWorld.Token);
                if (proposal is not null) _wanted[proposal.Id] = new Wanted(who, world.Version, proposal.Expires);
                return null;
            case 3 or 4 or 5 when _wanted.Count > 0:
                string id = _wanted.Keys.ElementAt(random.Next(_wanted.Count));
                if (await world.Controller.Proposals.ApproveAsync(id, caller, ImaginedWorld.Token) is null) _wanted[id].Approvers.Add(who);
                return null;
            case 6:
                // It may come back to what it was, and is void all the same if somebody has looked meanwhile.
                world.Version = random.Next(1, 3);
                return null;
            case 7:
                world.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 8)));
                return null;
            case 8:
                if (world.Controller.Lever.Pulled is null) await world.Controller.Lever.PullAsync(who, "drill", ImaginedWorld.Token);
                else await world.Controller.Lever.ReleaseAsync(ImaginedWorld.Token);
                return null;
            default:
                string[] may = [.. _wanted.Where(w => May(w.Value, who)).Select(w => w.Key)];
                StartAnswer answer = await world.Controller.StartAsync("press", caller, ImaginedWorld.Token);
                if (answer.Run is null) return may.Length == 0 && _wanted.Count > 0 ? answer.Refusal!.Contains("void", StringComparison.Ordinal) ? "void" : "refused" : null;
                Assert.True(may.Length > 0, $"{who} started a run, and had no approval for it");
                return "started";
        }
    }

    /// <summary>Whether a run may go by that: it was approved of, by another, for what is there now.</summary>
    public bool Approves(Proposal? proposal) => proposal is not null && _wanted.TryGetValue(proposal.Id, out Wanted? wanted) && wanted.Version == world.Version && wanted.Approvers.Any(a => a != wanted.Author);

    public async Task ReleaseAsync()
    {
        if (world.Controller.Lever.Pulled is not null) await world.Controller.Lever.ReleaseAsync(ImaginedWorld.Token);
    }

    private bool May(Wanted wanted, string starter) =>
        wanted.Version == world.Version && world.Time.GetUtcNow() < wanted.Expires && wanted.Approvers.Any(a => a != wanted.Author) && starter != wanted.Author && !wanted.Approvers.Contains(starter);

    private sealed record Wanted(string Author, int Version, DateTimeOffset Expires)
    {
        public HashSet<string> Approvers { get; } = [];
    }
}
