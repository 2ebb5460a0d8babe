namespace LoadProbe.Cli;

/// <summary>Where a user's programs keep what must outlive them and is no document: XDG's state folder.</summary>
internal static class StateFolder
{
    /// <summary>The outboxes of <c>run</c>, <c>dev</c> and <c>demo</c>, of whatever folder they are started in.</summary>
    public static string Outbox => Path.Combine(Home(), "loadprobe", "outbox");

    // The specification has relative paths passed over.
    private static string Home() =>
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state) ? state
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } user ? Path.Combine(user, ".local", "state")
        : Path.GetFullPath(".loadprobe");
}
