namespace LoadProbe.Core;

/// <summary>Closed model: so many users, each starting again when it is done.</summary>
public abstract record ClosedPhase(TimeSpan During) : LoadPhase(During)
{
    /// <summary>Users, at the most.</summary>
    public abstract int MostUsers();

    /// <summary>Users so long after the start of the phase.</summary>
    public abstract int UsersAt(TimeSpan into);
}

/// <summary>Closed model: always as many users.</summary>
public sealed record KeepConstant(int Users, TimeSpan During) : ClosedPhase(During)
{
    public override int MostUsers() => Users;

    public override int UsersAt(TimeSpan into) => Users;
}

/// <summary>Closed model: the number of users changes linearly.</summary>
public sealed record RampingConstant(int From, int To, TimeSpan During) : ClosedPhase(During)
{
    public override int MostUsers() => Math.Max(From, To);

    public override int UsersAt(TimeSpan into) => (int)Math.Round(From + ((To - From) * (into / During)));
}

/// <summary>Closed model: a number of iterations, shared by so many users; over when all are done.</summary>
/// <param name="Users">How many.</param>
/// <param name="Count">Iterations of all users together.</param>
/// <param name="Within">None begins later than this; what was not begun by then was not done.</param>
public sealed record Iterations(int Users, long Count, TimeSpan Within) : ClosedPhase(Within)
{
    public override int MostUsers() => Users;

    public override int UsersAt(TimeSpan into) => Users;

    /// <summary>
    /// How many of the iterations fall to the users of one agent: iteration i is user (i modulo users)'s, so that an agent
    /// without a user has none, and the shares of all are exactly the whole.
    /// </summary>
    public long Share(Segment segment) => (Count / Users * segment.Share(Users)) + segment.Share(Count % Users);
}
